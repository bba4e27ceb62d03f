"""Names that Heroku makes up when none is given, and its rules for given ones."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from localheroku.control.errors import InvalidParams
from localheroku.model.store import Record, Store

# What Procfiles may name: https://devcenter.heroku.com/articles/procfile
PROCESS_TYPE = re.compile(r"[A-Za-z0-9_-]{1,63}", re.ASCII)

# fmt: off
_ADJECTIVES = (
    "aerial", "bold", "calm", "deep", "evening", "frosty", "gentle", "hidden", "icy", "misty",
    "quiet", "rapid",
)
_NOUNS = (
    "bayou", "brook", "cliff", "dawn", "fjord", "grove", "harbor", "lake", "meadow", "peak",
    "river", "tundra",
)
# fmt: on


@dataclass(frozen=True)
class NameRule:
    """`must` goes on with the sentence that refuses a name."""

    noun: str
    pattern: str
    must: str

    def check(self, name: str) -> None:
        if not re.fullmatch(self.pattern, name, re.ASCII):
            raise InvalidParams(f"Name {name!r} is not a valid {self.noun} name: {self.must}.")

    def check_new(self, store: Store, kind: type[Record], name: str) -> None:
        """For a name that no other record of this kind may have."""
        self.check(name)
        if store.first(kind, name=name):
            raise InvalidParams(f"Name {name} is already taken")


APP = NameRule(
    "app",
    r"[a-z][a-z0-9-]{1,28}[a-z0-9]",
    "it must start with a letter, end with a letter or digit and hold 3 to 30 lower-case letters, "
    "digits and dashes",
)
PIPELINE = NameRule(
    "pipeline",
    r"[a-z][a-z0-9-]{2,29}",
    "it must start with a letter and hold 3 to 30 lower-case letters, digits and dashes",
)
TEAM = NameRule(
    "team",
    r"[a-z][a-z0-9-]{1,38}[a-z0-9]",
    "it must start with a letter, end with a letter or digit and hold 3 to 40 lower-case letters, "
    "digits and dashes",
)
ADDON = NameRule(
    "add-on",
    r"[a-zA-Z][A-Za-z0-9_-]{0,254}",
    "it must start with a letter and hold at most 255 letters, digits, dashes and underscores",
)
ATTACHMENT = NameRule(
    "attachment",
    r"[A-Z][A-Z0-9_]{0,63}",
    "it becomes a config var, so it must start with a capital letter and hold capital letters, "
    "digits and underscores only",
)


def haiku() -> str:
    """`misty-fjord-40213`, as Heroku calls an app that was given no name."""
    return f"{secrets.choice(_ADJECTIVES)}-{secrets.choice(_NOUNS)}-{_digits()}"


def for_addon(prefix: str) -> str:
    """`postgresql-misty-40213`"""
    return f"{prefix.lower()}-{secrets.choice(_ADJECTIVES)}-{_digits()}"


def check_process_type(type_: str, command: str) -> None:
    if not PROCESS_TYPE.fullmatch(type_):
        raise InvalidParams(
            f"Process type {type_!r} is not valid: letters, digits, dashes and underscores "
            "are accepted."
        )
    if not command.strip() or "\0" in command:
        raise InvalidParams(f"The command of process type {type_} must be a line for a shell.")


def _digits() -> str:
    return f"{secrets.randbelow(90000) + 10000}"

"""Names that Heroku makes up when none is given, and its rules for given ones."""

from __future__ import annotations

import re
import secrets

from localheroku.control.errors import InvalidParams

APP_NAME = re.compile(r"[a-z][a-z0-9-]{1,28}[a-z0-9]", re.ASCII)
PIPELINE_NAME = re.compile(r"[a-z][a-z0-9-]{2,29}", re.ASCII)
# What Procfiles may name: https://devcenter.heroku.com/articles/procfile
PROCESS_TYPE = re.compile(r"[A-Za-z0-9_-]{1,63}", re.ASCII)
ADDON_NAME = re.compile(r"[a-zA-Z][A-Za-z0-9_-]{0,254}", re.ASCII)
TEAM_NAME = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]", re.ASCII)
ATTACHMENT_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}", re.ASCII)

_ADJECTIVES = [
    "aerial",
    "bold",
    "calm",
    "deep",
    "evening",
    "frosty",
    "gentle",
    "hidden",
    "icy",
    "misty",
    "quiet",
    "rapid",
]
_NOUNS = [
    "bayou",
    "brook",
    "cliff",
    "dawn",
    "fjord",
    "grove",
    "harbor",
    "lake",
    "meadow",
    "peak",
    "river",
    "tundra",
]


def haiku() -> str:
    """`misty-fjord-40213`, as Heroku calls an app that was given no name."""
    return f"{secrets.choice(_ADJECTIVES)}-{secrets.choice(_NOUNS)}-{_digits()}"


def addon_name(prefix: str) -> str:
    """`postgresql-misty-40213`"""
    return f"{prefix.lower()}-{secrets.choice(_ADJECTIVES)}-{_digits()}"


def check_app_name(name: str) -> None:
    if not APP_NAME.fullmatch(name):
        raise InvalidParams(
            f"Name {name!r} is not a valid app name: it must start with a letter, end with "
            "a letter or digit and hold 3 to 30 lower-case letters, digits and dashes."
        )


def check_pipeline_name(name: str) -> None:
    if not PIPELINE_NAME.fullmatch(name):
        raise InvalidParams(
            f"Name {name!r} is not a valid pipeline name: it must start with a letter "
            "and hold 3 to 30 lower-case letters, digits and dashes."
        )


def check_team_name(name: str) -> None:
    if not TEAM_NAME.fullmatch(name):
        raise InvalidParams(
            f"Name {name!r} is not a valid team name: it must start with a letter, end with "
            "a letter or digit and hold 3 to 40 lower-case letters, digits and dashes."
        )


def check_process_type(type_: str, command: str) -> None:
    if not PROCESS_TYPE.fullmatch(type_):
        raise InvalidParams(
            f"Process type {type_!r} is not valid: letters, digits, dashes and underscores "
            "are accepted."
        )
    if not command.strip() or "\0" in command:
        raise InvalidParams(f"The command of process type {type_} must be a line for a shell.")


def check_addon_name(name: str) -> None:
    if not ADDON_NAME.fullmatch(name):
        raise InvalidParams(
            f"Name {name!r} is not a valid add-on name: it must start with a letter "
            "and hold at most 255 letters, digits, dashes and underscores."
        )


def check_attachment_name(name: str) -> None:
    if not ATTACHMENT_NAME.fullmatch(name):
        raise InvalidParams(
            f"Name {name!r} is not a valid attachment name: it becomes a config var, so it must "
            "start with a capital letter and hold capital letters, digits and underscores only."
        )


def _digits() -> str:
    return f"{secrets.randbelow(90000) + 10000}"

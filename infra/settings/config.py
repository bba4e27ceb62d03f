"""The stack's configuration and the environment as they are: the only reader of either."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG, is_config_secret

from infra.settings.report import Report, listed, nearest


class StackConfig:
    """Reads keys of this project's namespace; an absent one is empty.

    The engine has put in the defaults of `Pulumi.yaml`, and has checked that lists are lists and
    maps are maps.
    """

    def __init__(self, report: Report) -> None:
        self._config = pulumi.Config()
        self._report = report
        self._read: set[str] = set()

    def text(self, key: str) -> str:
        self._read.add(key)
        return (self._config.get(key) or "").strip()

    def items(self, key: str) -> Sequence[Any]:
        """A list."""
        self._read.add(key)
        return self._config.get_object(key) or []

    def mapping(self, key: str) -> Mapping[str, Any]:
        self._read.add(key)
        return self._config.get_object(key) or {}

    def name(self, key: str, rule: re.Pattern[str], accepted: str) -> str:
        """An optional name; reports one that breaks Heroku's rule."""
        found = self.text(key)
        if found and not rule.fullmatch(found):
            self._report.problem(
                key, found=repr(found), accepted=accepted, todo=self._report.removing(key)
            )
        return found

    def choice(self, key: str, accepted: Sequence[str]) -> str:
        """One of a few words; reports any other."""
        found = self.text(key)
        if found not in accepted:
            self._report.problem(
                key,
                found=repr(found) if found else "nothing",
                accepted=listed(accepted),
                todo=self._report.setting(key, nearest(found, accepted) or accepted[0]),
            )
        return found

    def is_secret(self, key: str) -> bool:
        """Whether any part of the value was set with --secret."""
        return is_config_secret(self._config.full_key(key))

    def foreign(self, key: str) -> str:
        """A key of another namespace, as in heroku:url."""
        namespace, _, name = key.partition(":")
        return pulumi.Config(namespace).get(name) or ""

    def environment(self, name: str) -> str:
        """A variable of the shell that runs pulumi."""
        return os.environ.get(name, "")

    def refuse_unknown_keys(self) -> None:
        """Called when all keys have been read: a mistyped one must not be ignored in silence."""
        prefix = self._config.full_key("")
        for full_key in sorted(CONFIG.get()):
            key = full_key.removeprefix(prefix)
            if full_key.startswith(prefix) and key not in self._read:
                meant = nearest(key, self._read)
                self._report.problem(
                    key,
                    found="a key that means nothing here",
                    accepted=listed(sorted(self._read)),
                    todo=(f"write {meant} instead, or " if meant else "")
                    + self._report.removing(key),
                )

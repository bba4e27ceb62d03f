"""A person's shell for `--on heroku`: an engine, a login, a passphrase and a key, and no trial.

HEROKU_API_URL, which leads to a localheroku, is the only difference to Heroku itself.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops import session, toolchain
from tests.e2e.clone import Clone, Finished
from tests.localheroku.platform import KEY, Platform

FOREIGN = ("HEROKU_", "PULUMI_", "GITHUB_")


@dataclass
class Shell(Clone):
    """A checkout and what was exported in it; every command says `--on heroku`."""

    backend: str = ""

    def ops(self, *arguments: str, env: dict[str, str] | None = None) -> Finished:
        return super().ops(*arguments, "--on", "heroku", env=self.exports() | (env or {}))

    def app(self, stack: str) -> str:
        return f"my-site-{stack}"

    @property
    def key(self) -> str:
        return KEY

    def must(self, *command: str, given: str | None = None) -> None:
        """`pulumi …`, which has to work."""
        done = self.pulumi(*command, given=given)
        assert done.returncode == 0, done.stdout + done.stderr

    def make_stack(self, stack: str) -> None:
        """As the README says it."""
        self.must("stack", "init", stack)
        self.must("config", "set", "appName", self.app(stack))
        self.must("config", "set", "--secret", "secretKey", given=secrets.token_urlsafe(50))


@contextmanager
def shell(folder: Path) -> Iterator[Shell]:
    """A clone with no stack yet, beside a backend, and a platform where a clone's own would be."""
    clone = Shell.make(folder / "clone")
    (clone.root / ".local").mkdir(mode=0o700)
    platform = Platform(clone.root / ".local/heroku")
    try:
        access = {"HEROKU_API_URL": platform.address, "HEROKU_API_KEY": KEY}
        clone._exports = _engine(folder) | access
        (folder / "state").mkdir()
        clone.backend = (folder / "state").as_uri()
        clone.must("login", clone.backend)
        yield clone
    finally:
        platform.remove()


def _engine(folder: Path) -> dict[str, str]:
    """`pulumi` on PATH with its plugins, and what opens the stacks' secrets."""
    passphrase = folder / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text(secrets.token_urlsafe(32))
    tools = toolchain.get(cache=session.cache(), home=folder / "pulumi", say=lambda _line: None)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    path = [*map(str, tools.path), str(tools.pulumi.parent), kept.get("PATH", os.defpath)]
    return (
        kept
        | tools.environment()
        | {"PATH": os.pathsep.join(path), "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase)}
    )

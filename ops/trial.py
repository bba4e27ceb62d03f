"""Where the local trial keeps its things: everything below `.local/`, nothing outside.

A trial never reads `~/.pulumi`, never edits the committed stack files, never touches a real stack.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# An engine takes the first where both are set.
PASSPHRASE, PASSPHRASE_FILE = "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The folders and files of one clone's trial; `home` is for an engine's home elsewhere."""

    root: Path = ROOT
    home: Path | None = None

    @property
    def folder(self) -> Path:
        return self.root / ".local"

    @property
    def bin(self) -> Path:
        """Holds the `pulumi` that people type, see `ops/shim.py`."""
        return self.folder / "bin"

    @property
    def project(self) -> Path:
        """A Pulumi project of its own: the committed program, copies of the stack files."""
        return self.folder / "project"

    @property
    def committed_before(self) -> Path:
        """The committed stack files as they were when they were last carried over."""
        return self.folder / "committed"

    @property
    def state(self) -> Path:
        """The engine's state, a `file://` backend."""
        return self.folder / "state"

    @property
    def pulumi_home(self) -> Path:
        return self.home or self.folder / "pulumi"

    @property
    def passphrase_file(self) -> Path:
        """Encrypts the trial's secrets; generated, 0600."""
        return self.folder / "passphrase"

    @property
    def platform(self) -> Path:
        """localheroku's data folder."""
        return self.folder / "heroku"

    @property
    def heroku_cli(self) -> Path:
        """What the Heroku CLI would keep in the home folder, see `ops/verbs/heroku.py`."""
        return self.folder / "heroku-cli"

    def prepare(self) -> None:
        """Make what a first run needs; a second call changes nothing."""
        for folder in (self.folder, self.bin, self.project, self.committed_before, self.state):
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)  # a report of Heroku may have been here before the trial
        if not self.passphrase_file.exists():
            self.passphrase_file.touch(mode=0o600)
            self.passphrase_file.write_text(secrets.token_urlsafe(32) + "\n")

    def environment(self) -> dict[str, str]:
        """The variables that bind an engine to this trial's backend and secrets."""
        return {
            "PULUMI_BACKEND_URL": self.state.as_uri(),
            PASSPHRASE_FILE: str(self.passphrase_file),
            "PULUMI_SUPPRESS_NEO_LINK": "true",
        }

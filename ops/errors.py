"""What the commands say when they can't go on.

OpsError            one clear sentence or paragraph for the person at the terminal; exit status 1
├── NoSuchThing     the platform doesn't know what was asked for
├── Forbidden       the platform's key may not do it
├── ToolchainError  no engine can be had on this machine
└── Alarming        3: what was looked for was found: danger, drift, something to mend
"""

from __future__ import annotations

from typing import ClassVar


class OpsError(Exception):
    """What happened, what was found, what would be accepted, what to do next."""

    status: ClassVar[int] = 1  # the command's exit status


class Alarming(OpsError):
    """The command worked, and found what it looks for: a finding, not a failure."""

    status = 3

"""When no engine can be had, or not in one of the ways.

ToolchainError      for the person: everything that was tried, what happened, what to do
UnavailableError    for the next way: why this one didn't work
"""

from __future__ import annotations

from ops.errors import OpsError


class ToolchainError(OpsError):
    """What was tried, what happened each time, and what to do."""


class UnavailableError(Exception):
    """Why one way to an engine is closed on this machine."""

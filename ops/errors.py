"""What the commands say when they can't go on.

OpsError        one clear sentence or paragraph for the person at the terminal; exit status 1
"""

from __future__ import annotations


class OpsError(Exception):
    """What happened, what was found, what would be accepted, what to do next."""

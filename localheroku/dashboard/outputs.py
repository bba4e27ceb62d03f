"""The end of an output, for a page; the whole of it is behind Heroku's output stream URL."""

from __future__ import annotations

from localheroku.control.plane import ControlPlane
from localheroku.dashboard.render import plain

LONGEST = 200_000  # bytes, several thousand lines


def read(plane: ControlPlane, token: str | None) -> str | None:
    """None if there never is any: most releases have no release phase."""
    if token is None:
        return None
    return plain(plane.outputs.end_of(token, LONGEST).decode(errors="replace"))

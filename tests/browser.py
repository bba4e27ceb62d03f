"""A real Chromium: the machine's, else Playwright's download, else Debian's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DOWNLOAD_SECONDS = 120

# No call home: a test's browser speaks to this machine only.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def launch(playwright: Playwright) -> Browser:
    """Start a browser that is found or can be had.

    Raises RuntimeError that says what was tried and how to get one.
    """
    found = _installed() or _downloaded(playwright) or _packaged()
    if found is None:
        raise RuntimeError(
            f"No browser: none of {', '.join(NAMES)} is on PATH, `playwright install chromium` "
            f"brought none, and `apt-get install chromium` can't run here.\n"
            f"Install Chromium or Chrome, or run: {sys.executable} -m playwright install chromium"
        )
    # Chromium's sandbox can't be had by root, which is what a container's CI runs as.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=found, args=[*QUIET, *sandbox])


def _installed() -> Path | None:
    return next((Path(path) for name in NAMES if (path := shutil.which(name))), None)


def _downloaded(playwright: Playwright) -> Path | None:
    path = Path(playwright.chromium.executable_path)
    if not path.exists():
        _try([sys.executable, "-m", "playwright", "install", "chromium"])
    return path if path.exists() else None


def _packaged() -> Path | None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update", "--quiet"])
        _try(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"])
    return _installed()


def _try(command: list[str]) -> None:
    try:
        subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return

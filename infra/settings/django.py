"""The Django app as the platform sees it: its folder, its settings, the pages that prove it works.

With the project's name in `Pulumi.yaml`, all that ties this program to one app.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from infra.settings.config import StackConfig
from infra.settings.report import Report
from infra.source import PROJECT

MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
PAGE = re.compile(r"/[!-~]*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class DjangoSettings:
    """`folder` is relative to where Pulumi runs the program."""

    folder: Path
    settings_module: str
    pages: tuple[str, ...]


def read_django(config: StackConfig, report: Report) -> DjangoSettings:
    """All three have a default, which is the project's own app."""
    return DjangoSettings(
        folder=PROJECT / _read_folder(config, report),
        settings_module=_read_settings_module(config, report),
        pages=_read_pages(config, report),
    )


def _read_folder(config: StackConfig, report: Report) -> str:
    folder = config.text("appFolder")
    if not folder or PurePosixPath(folder).is_absolute():
        report.problem(
            "appFolder",
            found=repr(folder) if folder else "nothing",
            accepted="a folder, relative to Pulumi.yaml",
            todo=report.removing("appFolder"),
        )
    return folder.lstrip("/")


def _read_settings_module(config: StackConfig, report: Report) -> str:
    module = config.text("settingsModule")
    if not MODULE.fullmatch(module):
        report.problem(
            "settingsModule",
            found=repr(module) if module else "nothing",
            accepted="a Python module, as in mysite.settings.heroku",
            todo=report.removing("settingsModule"),
        )
    return module


def _read_pages(config: StackConfig, report: Report) -> tuple[str, ...]:
    pages = [str(page) for page in config.items("pages")]
    for index, page in enumerate(pages):
        if not PAGE.fullmatch(page):
            report.problem(
                f"pages[{index}]",
                found=repr(page),
                accepted="an address on the site that starts with a slash: /health/",
                todo=report.setting(f"'pages[{index}]'", "/"),
            )
    return tuple(pages)

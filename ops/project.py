"""What `Pulumi.yaml` says of this project: its name, and where its Django app is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from ops.trial import ROOT


@dataclass(frozen=True, kw_only=True)
class Project:
    """`folder` is the app's, relative to `Pulumi.yaml`, as in `web`."""

    root: Path
    name: str
    folder: str

    @property
    def app(self) -> Path:
        return self.root / self.folder

    def path(self, name: str) -> str:
        """A file of the app, as people type it from the project's folder."""
        return PurePosixPath(self.folder, name).as_posix()

    @property
    def pathspec(self) -> list[str]:
        """git's word, in the app's folder, for what a build holds: not this project, if it stands
        there.
        """
        app, root = self.app.resolve(), self.root.resolve()
        if app in root.parents:
            return [".", f":(exclude,literal){root.relative_to(app).as_posix()}"]
        return ["."]


def read(root: Path = ROOT) -> Project:
    file: dict[str, Any] = yaml.safe_load((root / "Pulumi.yaml").read_text())
    return Project(root=root, name=file["name"], folder=file["config"]["appFolder"]["default"])


def manage_py(app: Path) -> str:
    """Where manage.py is in an app's folder: the one nearest to the root, as the buildpack has it.

    https://github.com/heroku/heroku-buildpack-python/blob/main/bin/steps/collectstatic
    """
    for pattern in ("manage.py", "*/manage.py", "*/*/manage.py"):
        for path in sorted(app.glob(pattern)):
            return path.relative_to(app).as_posix()
    return "manage.py"

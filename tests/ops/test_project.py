"""What the commands know of the project, from `Pulumi.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import project
from ops.project import Project


@pytest.mark.parametrize(
    ("folder", "pathspec"),
    [("web", ["."]), ("..", [".", ":(exclude,literal)deploy"]), (".", ["."])],
)
def test_a_build_holds_the_app_without_what_deploys_it(
    tmp_path: Path, folder: str, pathspec: list[str]
) -> None:
    found = Project(root=tmp_path / "deploy", name="shop", folder=folder)

    assert found.pathspec == pathspec


@pytest.mark.parametrize("place", ["manage.py", "src/manage.py", "a/b/manage.py"])
def test_manage_py_is_the_one_nearest_to_the_root(tmp_path: Path, place: str) -> None:
    for path in (tmp_path / place, tmp_path / "z/z/manage.py"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    assert project.manage_py(tmp_path) == place

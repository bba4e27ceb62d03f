"""Files are written all together or not at all, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.scaffold import adding
from ops.scaffold.additions import Addition
from tests.ops.scaffold.sites import FLAT, content, make


def new(path: str) -> Addition:
    return Addition(path=path, before=None, after="new\n")


def test_a_file_that_turned_up_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs\n")
    (tmp_path / "list").write_text("a\n")
    change = Addition(path="list", before="a\n", after="a\nb\n")
    with pytest.raises(OpsError, match="theirs can't be written: File exists"):
        adding.put(tmp_path, [new("first"), change, new("theirs")])

    assert content(tmp_path) == {"theirs": "theirs\n", "list": "a\n"}


def test_what_was_added_before_doesn_t_make_a_project_dirty(tmp_path: Path) -> None:
    root = make(tmp_path, FLAT)
    (root / "Procfile").write_text("web: it\n")
    adding.check_clean(root, ours=("Procfile",))

    with pytest.raises(OpsError, match=r"uncommitted changes, in Procfile"):
        adding.check_clean(root, ours=("deploy/",))


def test_changes_elsewhere_in_the_repository_don_t_count(tmp_path: Path) -> None:
    root = make(tmp_path, {f"backend/{name}": text for name, text in FLAT.items()})
    (root / "elsewhere").touch()
    adding.check_clean(root / "backend", ours=("\0",))
    (root / "backend/here").touch()

    with pytest.raises(OpsError, match="uncommitted changes, in here"):
        adding.check_clean(root / "backend", ours=("\0",))


def test_an_interruption_takes_back_what_was_written(tmp_path: Path) -> None:
    class Interrupted(Addition):
        @property
        def is_new(self) -> bool:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adding.put(tmp_path, [new("first"), Interrupted(path="second", before=None, after="")])

    assert content(tmp_path) == {}

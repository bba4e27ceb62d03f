"""The trees of commits, in a folder beside the clone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.rehearsal.checkout import Checkout, Commit, commit, is_dirty
from tests import git


def run(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=git.ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def save(clone: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(content)
    run(clone, "add", "--all")
    run(clone, "commit", "--quiet", "--message", "A change")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    clone = tmp_path / "clone"
    clone.mkdir()
    run(clone, "init", "--quiet", "--initial-branch=main")
    save(clone, {"Pulumi.yaml": "name: site\n", "requirements.txt": "", "a": "1"})
    save(clone, {"a": "2"})
    return clone


def checkout(clone: Path) -> Checkout:
    tree = Checkout(top=clone.parent / "code", root=clone)
    tree.make()
    return tree


def test_it_has_the_files_of_one_commit_after_another(clone: Path) -> None:
    tree = checkout(clone)
    seen = []
    for name in ("main^", "main"):
        tree.switch(commit(name, root=clone))
        seen.append((tree.top / "a").read_text())

    assert seen == ["1", "2"]


def test_the_clone_is_left_as_it_is(clone: Path) -> None:
    before = sorted(path for path in clone.rglob("*"))
    checkout(clone).switch(commit("main^", root=clone))

    assert sorted(path for path in clone.rglob("*")) == before
    assert (clone / "a").read_text() == "2"


def test_no_hook_of_anyone_runs(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = clone.parent / "hooks"
    hooks.mkdir()
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {clone.parent}/hooked\n")
    (hooks / "post-checkout").chmod(0o755)
    settings = clone.parent / "gitconfig"
    settings.write_text(f"[core]\n\thooksPath = {hooks}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    checkout(clone).switch(commit("main", root=clone))

    assert not (clone.parent / "hooked").exists()


def test_the_same_lock_shares_the_packages_and_another_has_its_own(clone: Path) -> None:
    save(clone, {"requirements.txt": "# another lock\n"})
    tree = checkout(clone)
    tree.switch(commit("main", root=clone))
    shared = (tree.top / ".venv").is_symlink()
    tree.switch(commit("main^", root=clone))

    assert shared
    assert not (tree.top / ".venv").is_symlink()
    assert (tree.top / ".venv/bin/python").exists()


def test_a_project_in_a_folder_of_its_repository_is_found_there(clone: Path) -> None:
    save(clone, {"deploy/Pulumi.yaml": "name: site\n", "deploy/requirements.txt": ""})
    tree = Checkout(top=clone.parent / "code", root=clone / "deploy")
    tree.make()
    tree.switch(commit("main", root=clone))

    assert tree.trial.root == tree.top / "deploy"
    assert (tree.trial.root / ".venv").exists()


def test_a_shallow_clone_will_do(clone: Path) -> None:
    shallow = clone.parent / "shallow"
    run(clone.parent, "clone", "--quiet", "--depth=1", clone.as_uri(), str(shallow))
    tree = Checkout(top=clone.parent / "code", root=shallow)
    tree.make()
    tree.switch(commit("HEAD", root=shallow))

    assert run(tree.top, "log", "--format=%s") == "A change"


def test_a_commit_without_a_project_is_refused(clone: Path) -> None:
    run(clone, "rm", "--quiet", "Pulumi.yaml")
    save(clone, {})

    with pytest.raises(OpsError, match=r"main \(\w{10}\) has no Pulumi.yaml"):
        checkout(clone).switch(commit("main", root=clone))


@pytest.mark.parametrize("name", ["nowhere", "--help", "main:a", "HEAD~99", ""])
def test_what_is_no_commit_is_refused(clone: Path, name: str) -> None:
    with pytest.raises(OpsError, match="There is no commit"):
        commit(name, root=clone)


def test_a_commit_is_called_as_it_was_named() -> None:
    number = "0123456789abcdef"

    assert str(Commit(id=number, name="main")) == "main (0123456789)"
    assert str(Commit(id=number, name="012345")) == "0123456789"


def test_only_changes_of_what_git_tracks_count(clone: Path) -> None:
    (clone / "stray").touch()
    clean = is_dirty(root=clone)
    (clone / "a").write_text("3")

    assert (clean, is_dirty(root=clone)) == (False, True)

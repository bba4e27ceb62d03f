"""The archive: only what git tracks, always the same bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.infra.conftest import Deploy, Project

DIGEST = "4ee2baad8ed39f3c8b73c5f51f85b2db8c1afb54c2e90d4c89b0e31fd8d3ac23"


def archive(project: Project) -> Path:
    return project.root / ".local/web.tar.gz"


def digest(project: Project) -> str:
    return hashlib.sha256(archive(project).read_bytes()).hexdigest()


def entries(project: Project) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(archive(project), "r:gz") as opened:
        return {entry.name: entry for entry in opened}


def content(project: Project, name: str) -> bytes:
    with tarfile.open(archive(project), "r:gz") as opened:
        file = opened.extractfile(name)
        assert file
        return file.read()


def test_the_archive_holds_the_tracked_files(deploy: Deploy, project: Project) -> None:
    deploy()

    assert list(entries(project)) == ["Procfile", "manage.py"]


def test_the_build_names_it_by_a_relative_path(deploy: Deploy, project: Project) -> None:
    source = deploy()["build"].inputs["source"]

    assert source["path"] == "../.local/web.tar.gz"
    assert (project.root / "infra" / source["path"]).exists()


def test_an_ignored_file_is_not_in_it(deploy: Deploy, project: Project) -> None:
    deploy()
    before = digest(project)
    project.write("web/.env", "SECRET=planted\n")
    deploy()

    assert digest(project) == before
    assert b"planted" not in archive(project).read_bytes()


def test_an_untracked_file_is_not_in_it(deploy: Deploy, project: Project) -> None:
    project.write("web/notes.txt", "untracked\n")
    deploy()

    assert "notes.txt" not in entries(project)


def test_uncommitted_edits_of_tracked_files_count(deploy: Deploy, project: Project) -> None:
    project.write("web/manage.py", "edited\n")
    deploy()

    assert content(project, "manage.py") == b"edited\n"


def test_a_file_deleted_in_the_working_tree_is_not_in_it(deploy: Deploy, project: Project) -> None:
    (project.root / "web/manage.py").unlink()
    deploy()

    assert "manage.py" not in entries(project)


def test_the_same_files_make_the_same_bytes(deploy: Deploy, project: Project) -> None:
    deploy()
    before = digest(project)
    archive(project).unlink()
    os.utime(project.root / "web/manage.py", (1, 1))
    (project.root / "web/manage.py").chmod(0o700)
    deploy()

    assert digest(project) == before


def test_the_bytes_do_not_depend_on_a_compressor(deploy: Deploy, project: Project) -> None:
    """A digest written down: a machine that makes another would rebuild what is built."""
    deploy()

    assert digest(project) == DIGEST


def test_nothing_in_it_names_a_time_or_an_owner(deploy: Deploy, project: Project) -> None:
    deploy()
    facts = {
        (entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname)
        for entry in entries(project).values()
    }

    assert facts == {(0, 0, 0, "", "")}


def test_what_can_be_run_stays_so(deploy: Deploy, project: Project) -> None:
    deploy()

    assert entries(project)["manage.py"].mode == 0o755
    assert entries(project)["Procfile"].mode == 0o644


def test_a_link_stays_a_link(deploy: Deploy, project: Project) -> None:
    (project.root / "web/link").symlink_to("manage.py")
    project.commit()
    deploy()

    assert entries(project)["link"].linkname == "manage.py"


def test_a_large_archive_can_be_read(deploy: Deploy, project: Project) -> None:
    project.write("web/large.txt", "0123456789" * 20_000)
    project.commit()
    deploy()

    assert content(project, "large.txt") == b"0123456789" * 20_000


def test_it_is_written_only_when_it_changes(deploy: Deploy, project: Project) -> None:
    deploy()
    os.utime(archive(project), (1, 1))
    deploy()

    assert archive(project).stat().st_mtime == 1


def test_the_version_is_the_commit(deploy: Deploy, project: Project) -> None:
    commit = project.commit_of("web")

    assert deploy()["build"].inputs["source"]["version"] == commit


def test_a_commit_elsewhere_changes_nothing(deploy: Deploy, project: Project) -> None:
    before = deploy()["build"].inputs
    project.write("README.md", "words\n")
    project.commit()

    assert deploy()["build"].inputs == before


def test_a_folder_without_git_is_named(
    deploy: Deploy, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(project.root / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.root.parent))

    assert "not a git repository" in deploy().error


@pytest.mark.usefixtures("project")
def test_another_users_folder_is_refused_in_gits_words(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    assert "git config --global --add safe.directory" in deploy().error


def test_the_repository_that_a_hook_runs_for_is_not_asked(
    deploy: Deploy, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Project.make(project.root.parent / "other")
    other.write("Procfile", "web: other\n")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    deploy()

    assert list(entries(project)) == ["Procfile", "manage.py"]


def test_a_repository_without_a_commit_is_named(deploy: Deploy, project: Project) -> None:
    project.git("update-ref", "-d", "HEAD")

    assert "does not have any commits yet" in deploy().error


def test_a_machine_without_git_is_named(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert "web/\n    found     no git on PATH" in deploy().error


def test_web_that_git_does_not_track_is_named(deploy: Deploy, project: Project) -> None:
    project.git("rm", "--quiet", "-r", "--cached", "web")

    assert "web/\n    found     no file that git tracks" in deploy().error


def test_a_submodule_is_packed_with_its_files(deploy: Deploy, project: Project) -> None:
    library = Project.make(project.root.parent / "library").root
    project.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "web/lib"
    )
    project.commit()
    deploy()

    assert "lib/web/manage.py" in entries(project)


def test_what_deploys_an_app_from_a_folder_of_it_is_not_in_it(
    deploy: Deploy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Project.make(tmp_path / "app")
    app.write("Procfile", "web: gunicorn it\n")
    app.write("deploy/infra/app.py", "pass\n")
    app.commit()
    monkeypatch.chdir(app.root / "deploy/infra")
    deploy(appFolder="..")
    names = list(entries(Project(app.root / "deploy")))

    assert names == [".gitignore", "Procfile", "web/Procfile", "web/manage.py"]


def test_an_app_folder_that_is_not_there_is_named(deploy: Deploy) -> None:
    assert "site/\n    found     no folder site/" in deploy(appFolder="site").error

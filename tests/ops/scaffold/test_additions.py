"""What a project lacks: files beside its own, lines in some of them, nothing that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import project
from ops.errors import OpsError
from ops.scaffold import adding, additions, found
from ops.scaffold.additions import Addition
from tests.ops.scaffold.sites import FLAT, NESTED, Files, make


def lacking(root: Path, files: Files) -> dict[str, Addition]:
    site = found.find(make(root, files), besides="deploy")
    return {each.path: each for each in additions.lacking(site, project.read())}


def test_a_flat_project_lacks_five_files(tmp_path: Path) -> None:
    wanted = lacking(tmp_path, FLAT)

    assert list(wanted) == [
        "mysite/settings_heroku.py",
        "mysite/urls_heroku.py",
        ".python-version",
        "Procfile",
        "requirements.txt",
    ]
    assert all(each.is_new for each in wanted.values())
    assert wanted["requirements.txt"].after.startswith("django==5.2.18\n")


def test_the_processes_run_from_the_app_s_folder(tmp_path: Path) -> None:
    assert lacking(tmp_path, NESTED)["Procfile"].after == (
        "release: python src/manage.py migrate --noinput\nweb: gunicorn --chdir src config.wsgi\n"
    )


def test_the_settings_build_on_theirs_and_the_addresses_too(tmp_path: Path) -> None:
    wanted = lacking(tmp_path, NESTED)
    settings = wanted["src/config/settings/heroku.py"].after

    assert "from config.settings.base import *" in settings
    assert 'ROOT_URLCONF = "config.urls.heroku"' in settings
    assert "parents[3]" in settings
    assert "from config.urls import urlpatterns" in wanted["src/config/urls/heroku.py"].after


def test_the_modules_are_python_without_a_placeholder_left(tmp_path: Path) -> None:
    for each in lacking(tmp_path, FLAT).values():
        if each.path.endswith(".py"):
            compile(each.after, each.path, "exec")
        assert "$" not in each.after


def test_a_file_that_is_there_only_gets_the_lines_that_it_lacks(tmp_path: Path) -> None:
    files = {"Procfile": "web: daphne it\nworker: celery", "requirements.txt": "Django\ngunicorn\n"}
    wanted = lacking(tmp_path, {**FLAT, **files})
    added = [line for line in wanted["Procfile"].diff.splitlines()[2:] if line[0] in "+-"]

    assert not wanted["Procfile"].is_new
    assert added == ["+release: python manage.py migrate --noinput"]
    assert wanted["requirements.txt"].after.startswith("Django\ngunicorn\nwhitenoise==")


def test_settings_for_heroku_of_their_own_stay_alone(tmp_path: Path) -> None:
    wanted = lacking(tmp_path, {**NESTED, "src/config/settings/heroku.py": "pass\n"})

    assert not [path for path in wanted if path.endswith("heroku.py")]


def test_a_python_version_named_the_old_way_is_enough(tmp_path: Path) -> None:
    assert ".python-version" not in lacking(tmp_path, {**FLAT, "runtime.txt": "python-3.12.1\n"})


def test_nothing_is_lacking_once_it_was_added(tmp_path: Path) -> None:
    added = {each.path: each.after for each in lacking(tmp_path / "a", NESTED).values()}

    assert lacking(tmp_path / "b", {**NESTED, **added}) == {}


def test_a_list_with_windows_line_ends_keeps_them_and_its_bytes(tmp_path: Path) -> None:
    root = make(tmp_path, FLAT)
    (root / "requirements.txt").write_bytes(b"# caf\xe9\r\ndjango\r\n")
    site = found.find(root, besides="deploy")
    *_, wanted = additions.lacking(site, project.read())
    adding.put(root, [wanted])

    assert (root / "requirements.txt").read_bytes().startswith(b"# caf\xe9\r\ndjango\r\ngunicorn==")


def test_a_list_in_utf_16_is_refused(tmp_path: Path) -> None:
    root = make(tmp_path, FLAT)
    (root / "requirements.txt").write_bytes("django\n".encode("utf-16"))
    site = found.find(root, besides="deploy")

    with pytest.raises(OpsError, match=r"requirements\.txt is no UTF-8 text"):
        additions.lacking(site, project.read())

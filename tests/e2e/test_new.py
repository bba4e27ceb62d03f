"""`python -m ops new`: a renamed project, and two of other people, deployed by the real engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.trial import ROOT
from tests.e2e.clone import Clone

VIEW = """\
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls), path("", lambda request: HttpResponse("Ours"))]
"""


def startproject(root: Path) -> None:
    """As a beginner has it: `django-admin startproject mysite`, and no list of packages."""
    run("django-admin", "startproject", "mysite", str(root))


def nested(root: Path) -> None:
    """As teams have it: settings in a package, code in `src/`, lists of packages in a folder."""
    (root / "requirements").mkdir()
    (root / "requirements/production.txt").write_text("django==5.2.19\ngunicorn==27.0.1\n")
    (root / "Procfile").write_text("release: python src/manage.py migrate --noinput\n")
    (root / "src").mkdir()
    run("django-admin", "startproject", "config", str(root / "src"))
    config = root / "src/config"
    (config / "urls.py").write_text(VIEW)
    (config / "settings").mkdir()
    (config / "settings.py").rename(config / "settings/base.py")
    (config / "settings/local.py").write_text("from config.settings.base import *\n")
    manage = root / "src/manage.py"
    manage.write_text(manage.read_text().replace("config.settings", "config.settings.local"))


def run(command: str, *arguments: str) -> None:
    subprocess.run([Path(sys.executable).parent / command, *arguments], check=True)


@pytest.fixture
def scaffold() -> Clone:
    """This project, as a person has it who makes others from it."""
    return Clone(ROOT)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Clone]:
    """Where the new project's `make up` is typed; whatever runs there is stopped."""
    place = Clone(tmp_path / "site")
    yield place
    place.ops("down")


def install(place: Clone) -> None:
    """What `make` would install."""
    (place.root / ".venv").symlink_to(Path(sys.prefix))


def test_a_renamed_project_passes_its_checks_and_comes_up(scaffold: Clone, place: Clone) -> None:
    made = scaffold.ops("new", "kiosk", str(place.root))
    assert made.returncode == 0, made.stderr
    install(place)
    checks = [
        place.run([sys.executable, "-m", *command.split()])
        for command in ("ruff format --check .", "ruff check .", "pytest -q tests/infra")
    ]
    up = place.ops("up", "staging")
    assert up.returncode == 0, up.stderr

    assert [check.returncode for check in checks] == [0, 0, 0], checks
    assert "http://kiosk-staging.localhost:" in up.stdout
    assert place.visit(place.outputs("staging")["webUrl"] + "db/").status_code == 200
    assert place.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("layout", "page"), [(startproject, "admin/login/"), (nested, "")], ids=["flat", "nested"]
)
def test_a_django_project_of_others_comes_up(
    scaffold: Clone, place: Clone, layout: Callable[[Path], None], page: str
) -> None:
    place.root.mkdir()
    layout(place.root)
    place.git("init", "--quiet")
    place.commit("Theirs")
    added = scaffold.ops("new", "--from", str(place.root), "--apply")
    assert added.returncode == 0, added.stderr
    place.commit("Deployed")
    theirs, place.root = place.root, place.root / "deploy"
    install(place)
    up = place.ops("up", "staging")
    assert up.returncode == 0, up.stderr
    url = place.outputs("staging")["webUrl"]

    assert place.visit(url + "health/").json() == {"status": "ok", "database": "postgresql"}
    assert place.visit(url + page).status_code == 200
    assert "lacks nothing" in scaffold.ops("new", "--from", str(theirs)).stderr

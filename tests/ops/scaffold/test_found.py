"""What is found out about a Django project from the files that git tracks."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.scaffold import found
from ops.scaffold.found import DjangoProject
from tests.ops.scaffold.sites import FLAT, MANAGE, NESTED, SETTINGS, Files, make


def find(root: Path, files: Files, **options: str) -> DjangoProject:
    return found.find(make(root, files), besides="deploy", **options)


def test_a_flat_project(tmp_path: Path) -> None:
    site = find(tmp_path, FLAT)

    assert (site.app, site.code, site.manage) == (".", ".", "manage.py")
    assert (site.base, site.settings) == ("mysite.settings", "mysite.settings_heroku")
    assert (site.wsgi, site.heroku_urls) == ("mysite.wsgi", "mysite.urls_heroku")


def test_a_nested_project(tmp_path: Path) -> None:
    site = find(tmp_path, NESTED)

    assert (site.app, site.code, site.manage) == (".", "src", "src/manage.py")
    assert (site.base, site.settings) == ("config.settings.base", "config.settings.heroku")
    assert (site.wsgi, site.heroku_urls) == ("config.wsgi", "config.urls.heroku")
    assert site.file(site.settings) == "src/config/settings/heroku.py"


def test_the_app_s_folder_is_the_one_with_the_packages(tmp_path: Path) -> None:
    backend = {f"backend/{name}": text for name, text in FLAT.items()}
    site = find(tmp_path, {**backend, "backend/requirements.txt": "", "package.json": "{}"})

    assert (site.app, site.code) == ("backend", ".")


def test_settings_that_are_a_package_without_a_base(tmp_path: Path) -> None:
    files = {**FLAT, "mysite/settings/__init__.py": SETTINGS}
    del files["mysite/settings.py"]

    assert find(tmp_path, files).settings == "mysite.settings.heroku"


def test_settings_can_be_named(tmp_path: Path) -> None:
    site = find(tmp_path, NESTED, settings="config.settings.local")

    assert (site.base, site.settings) == ("config.settings.local", "config.settings.heroku")


def test_the_scaffold_s_own_folder_is_not_looked_at(tmp_path: Path) -> None:
    site = find(tmp_path, {**FLAT, "deploy/web/manage.py": MANAGE.format("other.settings")})

    assert site.base == "mysite.settings"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"manage.py": None}, "No manage.py that git tracks is in"),
        ({"more/manage.py": ""}, "several Django projects: manage.py, more/manage.py"),
        ({"manage.py": "pass\n"}, "names no DJANGO_SETTINGS_MODULE"),
        ({"mysite/settings.py": "pass\n"}, "name ROOT_URLCONF as a plain string"),
        (
            {"mysite/settings.py": "ROOT_URLCONF = 'mysite.urls'\n", "mysite/wsgi.py": None},
            "has no wsgi.py and no WSGI_APPLICATION",
        ),
    ],
)
def test_what_is_missing_or_unclear_is_said(
    tmp_path: Path, change: dict[str, str | None], said: str
) -> None:
    files = {name: text for name, text in {**FLAT, **change}.items() if text is not None}

    with pytest.raises(OpsError, match=said):
        find(tmp_path, files)

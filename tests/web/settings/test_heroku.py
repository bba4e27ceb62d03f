"""The settings of a dyno, and of the build before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.source import CONFIG_VARS, copy_source, run

COLLECT = "python manage.py collectstatic --noinput --traceback"
HEROKU = {"DJANGO_SETTINGS_MODULE": "gettingstarted.settings.heroku"}


def test_djangos_deployment_checks_find_nothing_and_none_is_silenced(slug: Path) -> None:
    done = run("python manage.py check --deploy --fail-level WARNING", slug, CONFIG_VARS)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize("config_vars", [HEROKU, CONFIG_VARS, {"DYNO": "run.1"}])
def test_a_build_collects_the_same_files_whatever_it_knows(
    config_vars: dict[str, str], slug: Path, tmp_path: Path
) -> None:
    other = copy_source(tmp_path / "app")

    done = run(COLLECT, other, config_vars)

    assert done.returncode == 0, done.stderr
    assert collected(other) == collected(slug)


def test_only_hashed_names_and_their_compressed_copies_are_shipped(slug: Path) -> None:
    assert [name for name in collected(slug) if name in {"style.css", "icon.svg"}] == []
    assert len(collected(slug)) == 5


def test_a_command_without_its_variables_fails_with_one_message(slug: Path) -> None:
    done = run("python manage.py migrate --noinput", slug, HEROKU)

    assert done.returncode == 1
    assert "  SECRET_KEY: found nothing" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_web_process_without_its_variables_fails_with_one_message(slug: Path) -> None:
    done = run("gunicorn gettingstarted.wsgi", slug, {"PORT": "0"})

    assert done.returncode == 1
    assert "  SECRET_KEY: found nothing" in done.stderr
    assert "Traceback" not in done.stderr


def collected(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "staticfiles").rglob("*.*"))

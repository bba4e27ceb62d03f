"""The settings of a laptop."""

from __future__ import annotations

from pathlib import Path

from tests.web.source import run


def test_they_need_no_variable(slug: Path) -> None:
    done = run("python manage.py check --fail-level WARNING", slug, {})

    assert done.returncode == 0, done.stderr


def test_they_refuse_to_run_on_a_dyno(slug: Path) -> None:
    done = run("python manage.py migrate", slug, {"DYNO": "web.1"})

    assert done.returncode == 1
    assert done.stderr.startswith("gettingstarted.settings.dev is for a laptop")
    assert "expected DJANGO_SETTINGS_MODULE=gettingstarted.settings.heroku" in done.stderr

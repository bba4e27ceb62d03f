"""The official Heroku CLI on the trial, as a person types it."""

from __future__ import annotations

import pytest

from tests.e2e.clone import PROJECT, Clone

APP = ("-a", f"{PROJECT}-staging")

pytestmark = pytest.mark.usefixtures("heroku_cli")


def heroku(clone: Clone, *command: str) -> str:
    done = clone.ops("heroku", "--", *command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_was_deployed_is_seen(clone: Clone) -> None:
    assert "=== web (Standard-1X): gunicorn" in heroku(clone, "ps", *APP)


def test_the_database_was_migrated(clone: Clone) -> None:
    query = ("pg:psql", *APP, "-c", "SELECT count(*) > 0 AS migrated FROM django_migrations")

    assert heroku(clone, *query).split()[-3:] == ["t", "(1", "row)"]

"""The health endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from hello.health import database_problem


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    database_problem.cache_clear()
    yield
    database_problem.cache_clear()


@contextmanager
def queries(answer: Any = None) -> Iterator[list[str]]:
    """The queries that reach the database, or would: an `answer` that is an error is raised."""
    asked: list[str] = []

    def ask(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        if answer:
            raise answer
        return execute(sql, *rest)

    with connection.execute_wrapper(ask):
        yield asked


DOWN = OperationalError("connection to server at 192.0.2.1 failed for user planted")


def test_it_names_release_and_commit(client: Client, settings_of_a_release: None) -> None:
    answer = client.get("/health/")

    assert answer.json() == {"status": "ok", "release": "v42", "commit": "0a1b2c3d4e5f"}


def test_off_the_platform_they_are_null(client: Client) -> None:
    answer = client.get("/health/")

    assert answer.json() == {"status": "ok", "release": None, "commit": None}


def test_an_unreachable_database_makes_it_unavailable(client: Client) -> None:
    with queries(DOWN):
        answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["reason"] == "the database does not answer"


def test_the_reason_is_for_the_log_only(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with queries(DOWN):
        answer = client.get("/health/")

    assert "192.0.2.1" not in answer.text
    assert "192.0.2.1" in caplog.text


def test_many_questions_become_at_most_one_a_second(client: Client) -> None:
    with queries() as asked:
        for _ in range(3):
            database_problem(second=7)

    assert asked == ["SELECT 1"]


def test_the_next_second_asks_again(client: Client) -> None:
    with queries() as asked:
        database_problem(second=7)
        database_problem(second=8)

    assert asked == ["SELECT 1", "SELECT 1"]


def test_the_answer_is_not_kept_on_the_way(client: Client) -> None:
    assert client.get("/health/").headers["Cache-Control"] == "no-store"


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/health/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_it_can_only_be_asked(client: Client) -> None:
    assert client.post("/health/").status_code == 405

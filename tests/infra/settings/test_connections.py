"""The sum of database connections, at plan time."""

from __future__ import annotations

import pytest

from tests.infra.conftest import Deploy, Project


@pytest.fixture(autouse=True)
def five_threads(project: Project) -> None:
    project.write("web/gunicorn.conf.py", "threads = 5\n")
    project.commit()


def web(quantity: int, size: str = "standard-1x") -> dict[str, dict[str, object]]:
    return {"web": {"quantity": quantity, "size": size}}


def test_more_connections_than_the_plan_allows_are_warned_of_with_the_arithmetic(
    deploy: Deploy,
) -> None:
    deployment = deploy(processes=web(2))

    assert deployment.error == ""
    assert any(
        "up to 22 database connections, and essential-0 allows 20: "
        "web 2 x 2 workers x 5 threads + release + console" in shown
        for shown in deployment.shown
    )


def test_a_larger_plan_has_room(deploy: Deploy) -> None:
    deployment = deploy(processes=web(2), postgresPlan="essential-2")

    assert not any("connections" in shown for shown in deployment.shown)


def test_web_concurrency_of_the_stack_counts(deploy: Deploy) -> None:
    deployment = deploy(processes=web(2), configVars={"WEB_CONCURRENCY": "1"})

    assert not any("connections" in shown for shown in deployment.shown)


def test_a_larger_dyno_has_more_workers(deploy: Deploy) -> None:
    deployment = deploy(processes=web(1, "standard-2x"))

    assert any("web 1 x 4 workers" in shown for shown in deployment.shown)

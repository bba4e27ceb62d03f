"""The guards of `processes`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.conftest import Deploy, Project


def web(**row: Any) -> dict[str, Any]:
    return {"web": {"quantity": 1, "size": "standard-1x"} | row}


def test_a_process_that_the_procfile_lacks_is_refused(deploy: Deploy) -> None:
    error = deploy(processes={"wbe": {"quantity": 1, "size": "basic"}}).error

    assert "processes.wbe in Pulumi.dev.yaml" in error
    assert "which web/Procfile does not declare" in error
    assert (
        "write web instead, or declare it in web/Procfile, or pulumi config rm --path processes.wbe"
        in error
    )


def test_a_process_of_the_procfile_is_taken(deploy: Deploy, project: Project) -> None:
    project.write("web/Procfile", "web: gunicorn it\nworker: celery\n")
    project.commit()
    row = {"quantity": 1, "size": "standard-1x"}
    deployment = deploy(processes={"web": row, "worker": row})

    assert "formation-worker" in deployment


def test_the_release_process_is_not_for_scaling(deploy: Deploy) -> None:
    error = deploy(processes={"release": {"quantity": 1, "size": "basic"}}).error

    assert "Heroku itself runs once for each release" in error


def test_a_missing_procfile_is_named(deploy: Deploy, project: Project) -> None:
    (project.root / "web/Procfile").unlink()

    assert "web/Procfile\n    found     no such file" in deploy().error


@pytest.mark.parametrize("quantity", [-1, 1.5, "two", True, None, 101])
def test_a_quantity_that_is_no_count_is_refused(deploy: Deploy, quantity: Any) -> None:
    error = deploy(processes=web(quantity=quantity)).error

    assert "processes.web.quantity in Pulumi.dev.yaml" in error
    assert "a whole number from 0 to 100, for Standard-1X dynos" in error


def test_no_dyno_at_all_is_a_quantity(deploy: Deploy) -> None:
    assert deploy(processes=web(quantity=0)).error == ""


@pytest.mark.parametrize("size", ["basic", "eco"])
def test_a_second_small_dyno_is_refused_with_a_size_that_may_have_one(
    deploy: Deploy, size: str
) -> None:
    error = deploy(processes=web(quantity=2, size=size)).error

    assert f"a whole number from 0 to 1, for {size.title()} dynos" in error
    assert "pulumi config set --path processes.web.size standard-1x --stack dev" in error


@pytest.mark.parametrize("size", ["huge", 1, None, "private-s"])
def test_an_unknown_size_is_refused(deploy: Deploy, size: Any) -> None:
    error = deploy(processes=web(size=size)).error

    assert "processes.web.size in Pulumi.dev.yaml" in error
    assert "eco, basic, standard-1x" in error


def test_a_size_may_be_written_in_any_case(deploy: Deploy) -> None:
    web_process = deploy(processes=web(size="Performance-L-RAM"))["formation-web"]

    assert web_process.inputs["size"] == "Performance-L-RAM"


def test_basic_and_standard_are_not_for_one_app(deploy: Deploy, project: Project) -> None:
    project.write("web/Procfile", "web: gunicorn it\nworker: celery\n")
    project.commit()
    error = deploy(processes=web() | {"worker": {"quantity": 1, "size": "basic"}}).error

    assert "Basic and Standard-1X dynos in one app" in error


def test_a_row_that_is_no_map_is_refused(deploy: Deploy) -> None:
    assert "a map with quantity and size" in deploy(processes={"web": 2}).error


def test_a_mistyped_field_is_named(deploy: Deploy) -> None:
    error = deploy(processes=web(quantitty=2)).error

    assert "processes.web.quantitty in Pulumi.dev.yaml" in error


def test_eco_dynos_have_no_certificates(deploy: Deploy) -> None:
    error = deploy(processes=web(size="eco"), domains=["www.example.com"]).error

    assert "Heroku makes no certificates for eco" in error

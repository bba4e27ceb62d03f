"""Whose pipeline the app joins."""

from __future__ import annotations

from tests.infra.conftest import STAGING, Deploy
from tests.infra.recorder import PROJECT


def test_the_owner_declares_the_pipeline(deploy: Deploy) -> None:
    deployment = deploy("staging")

    assert deployment["pipeline"].inputs == {"name": PROJECT}
    assert deployment["coupling"].inputs["pipeline"] == "pipeline-id"


def test_another_stack_joins_the_owners_pipeline(deploy: Deploy) -> None:
    deployment = deploy("production")

    assert "pipeline" not in deployment
    assert deployment["coupling"].inputs["pipeline"] == STAGING["staging"]["pipelineId"]
    assert deployment["coupling"].inputs["stage"] == "production"


def test_a_stack_without_a_file_is_in_development(deploy: Deploy) -> None:
    assert deploy("pr-42")["coupling"].inputs["stage"] == "development"


def test_an_app_may_stand_outside_any_pipeline(deploy: Deploy) -> None:
    deployment = deploy(pipelineOwner="none")

    assert "coupling" not in deployment
    assert deployment.outputs.get("pipelineId") is None


def test_an_owner_that_does_not_exist_is_named(deploy: Deploy) -> None:
    error = deploy(pipelineOwner="stagign").error

    assert "'stagign': unknown stack" in error
    assert "pulumi config set pipelineOwner none --stack dev" in error


def test_an_owner_that_was_never_deployed_is_named(deploy: Deploy) -> None:
    error = deploy(outputs_of={"staging": {}}).error

    assert "'staging': the stack was never deployed with success" in error
    assert "pulumi up --stack staging" in error


def test_an_owner_without_a_pipeline_is_named(deploy: Deploy) -> None:
    error = deploy(outputs_of={"staging": {"appName": "a"}}).error

    assert "'staging': the stack has no output pipelineId" in error

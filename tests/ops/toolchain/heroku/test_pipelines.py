"""Pipeline and Coupling, call by call."""

from __future__ import annotations

import pytest

from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.pipelines import Coupling, Pipeline
from tests.ops.toolchain.heroku.platform import APP, OTHER, Platform

LOOK = f"GET /pipelines/{OTHER}"
OWNER = {"id": APP, "type": "user"}


@pytest.fixture(autouse=True)
def a_pipeline(platform: Platform) -> None:
    pipeline = {"id": OTHER, "name": "shop", "owner": OWNER}
    coupling = {
        "id": APP,
        "app": {"id": APP},
        "pipeline": {"id": OTHER},
        "stage": "staging",
    }
    platform.answers |= {
        "GET /account": {"id": APP},
        "POST /pipelines": pipeline,
        LOOK: pipeline,
        f"PATCH /pipelines/{OTHER}": pipeline,
        f"DELETE /pipelines/{OTHER}": pipeline,
        "POST /pipeline-couplings": coupling,
        f"GET /pipeline-couplings/{APP}": coupling,
        f"DELETE /pipeline-couplings/{APP}": coupling,
    }


def test_a_pipeline_without_an_owner_is_the_accounts(call: Call, platform: Platform) -> None:
    found = Pipeline().create(call, {"name": "shop"})

    assert platform.calls == ["GET /account", "POST /pipelines", LOOK]
    assert platform.body("POST /pipelines") == {"name": "shop", "owner": OWNER}
    assert found == (OTHER, {"name": "shop", "owner": OWNER})


def test_a_given_owner_is_not_looked_up(call: Call, platform: Platform) -> None:
    Pipeline().create(call, {"name": "shop", "owner": OWNER})

    assert platform.calls == ["POST /pipelines", LOOK]


def test_a_rename(call: Call, platform: Platform) -> None:
    Pipeline().update(call, OTHER, {"name": "shop"}, {"name": "store"})

    assert platform.body(f"PATCH /pipelines/{OTHER}") == {"name": "store"}


@pytest.mark.parametrize("name", ["Shop", "sh", "9shop", "s" * 31])
def test_a_name_that_cannot_be(name: str) -> None:
    (failure,) = Pipeline().failures({"name": name})

    assert f"found {name!r}" in failure


def test_a_coupling(call: Call, platform: Platform) -> None:
    inputs = {"appId": APP, "pipeline": OTHER, "stage": "staging"}
    found = Coupling().create(call, inputs)

    assert platform.calls == ["POST /pipeline-couplings", f"GET /pipeline-couplings/{APP}"]
    assert platform.body("POST /pipeline-couplings") == {
        "app": APP,
        "pipeline": OTHER,
        "stage": "staging",
    }
    assert found == (APP, inputs)


def test_a_stage_that_cannot_be() -> None:
    (failure,) = Coupling().failures({"appId": APP, "pipeline": OTHER, "stage": "prod"})

    assert failure == (
        "stage: one of review, development, staging, production is expected; found 'prod'."
    )


def test_deletes(call: Call, platform: Platform) -> None:
    Coupling().delete(call, APP, {})
    Pipeline().delete(call, OTHER, {})

    assert platform.calls == [f"DELETE /pipeline-couplings/{APP}", f"DELETE /pipelines/{OTHER}"]

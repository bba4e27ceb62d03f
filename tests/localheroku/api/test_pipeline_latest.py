"""What is newest in a pipeline, over HTTP."""

from __future__ import annotations

from typing import Any

from tests.localheroku.platform import App, Platform


def test_the_newest_of_each_app_is_listed(
    platform: Platform, pipeline: dict[str, Any], app: App
) -> None:
    coupling = {"app": app.id, "pipeline": pipeline["id"], "stage": "staging"}
    platform.post("/pipeline-couplings", coupling).raise_for_status()
    app.patch("/config-vars", {"A": "1"})
    [release] = platform.get(f"/pipelines/{pipeline['id']}/latest-releases").json()

    assert release == app.get("/releases/3")
    assert platform.get(f"/pipelines/{pipeline['id']}/latest-builds").json() == []

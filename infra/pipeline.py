"""The pipeline that this project's apps stand in."""

from __future__ import annotations

import pulumi
import pulumiverse_heroku as heroku

from infra.settings.pipeline import DeclaredPipeline, ExistingPipeline, PipelineSettings


def joined_pipeline(
    settings: PipelineSettings, provider: heroku.Provider
) -> pulumi.Output[str] | None:
    """Its id: of the one declared here, or of another stack's; None for an app outside any."""
    match settings:
        case DeclaredPipeline(name=name):
            opts = pulumi.ResourceOptions(provider=provider)
            return heroku.pipeline.Pipeline("pipeline", name=name, opts=opts).id
        case ExistingPipeline(id=id):
            return pulumi.Output.from_input(id)
        case None:
            return None

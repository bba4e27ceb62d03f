"""The pipeline that the app joins: declared by this stack, read from another, or none."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from infra import rules
from infra.settings.config import StackConfig
from infra.settings.report import Report
from infra.stacks import NoSuchOutput, OtherStacks


@dataclass(frozen=True, kw_only=True)
class DeclaredPipeline:
    """This stack owns it."""

    name: str


@dataclass(frozen=True, kw_only=True)
class ExistingPipeline:
    """Another stack owns it."""

    id: str


PipelineSettings = DeclaredPipeline | ExistingPipeline | None


def read_pipeline(config: StackConfig, report: Report, others: OtherStacks) -> PipelineSettings:
    """From `pipelineOwner`; the owner must have been deployed."""
    owner = config.text("pipelineOwner")
    name = config.name("pipelineName", rules.PIPELINE_NAME, rules.PIPELINE_NAME_RULE)
    if owner in ("", "none"):
        return None
    if owner == pulumi.get_stack():
        return DeclaredPipeline(name=name or pulumi.get_project())
    try:
        return ExistingPipeline(id=others.output(owner, "pipelineId"))
    except NoSuchOutput as error:
        report.problem(
            "pipelineOwner",
            found=f"{owner!r}: {error}",
            accepted="a deployed stack of this project that declares a pipeline, or none",
            todo=f"pulumi up --stack {owner}, or {report.setting('pipelineOwner', 'none')}",
        )
        return None

"""The stack's settings: read once, checked as a whole, and from then on only values.

`Pulumi.yaml` lists the keys with their defaults. One file here for each group of keys; `config`
alone reads the configuration and the environment, `report` collects what is wrong with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from infra.settings.access import Access, read_access
from infra.settings.app import AppSettings, read_app
from infra.settings.config import StackConfig
from infra.settings.pipeline import PipelineSettings, read_pipeline
from infra.settings.report import Report
from infra.stacks import OtherStacks


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the stack declares."""

    access: Access
    pipeline: PipelineSettings
    app: AppSettings


def load() -> Settings:
    """Read and check everything. Raises pulumi.RunError that names every problem."""
    report = Report(pulumi.get_stack())
    config = StackConfig(report)
    others = OtherStacks()
    settings = Settings(
        access=read_access(config, report),
        pipeline=read_pipeline(config, report, others),
        app=read_app(config, report, others),
    )
    config.text("seedCommand")  # for `python -m ops review`; nothing of it is declared
    config.refuse_unknown_keys()
    report.settle()
    return settings

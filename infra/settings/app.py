"""The app and everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi

from infra import rules
from infra.connections import too_many
from infra.rules import Process
from infra.settings.code import Code, read_code
from infra.settings.config import StackConfig
from infra.settings.django import read_django
from infra.settings.formation import check_domains_fit, read_processes
from infra.settings.network import read_domains, read_features, read_log_drain
from infra.settings.report import Report
from infra.settings.variables import Variables, read_variables
from infra.stacks import OtherStacks


@dataclass(frozen=True, kw_only=True)
class AppSettings:
    """`code` is what the app runs: a build of the working tree, or a slug that is there already.

    `pages` prove that it works: whoever deploys asks for them.
    """

    name: str
    region: str
    stack_image: str
    stage: str
    protect: bool
    postgres_name: str
    postgres_plan: str
    code: Code
    pages: tuple[str, ...]
    variables: Variables
    processes: tuple[Process, ...]
    features: Mapping[str, bool]
    domains: tuple[str, ...]
    log_drain: pulumi.Output[str] | None


def read_app(config: StackConfig, report: Report, others: OtherStacks) -> AppSettings:
    """Everything about the app; problems go to the report."""
    stage = config.choice("stage", rules.STAGES)
    django = read_django(config, report)
    processes = read_processes(config, report, django.folder)
    domains = read_domains(config, report)
    check_domains_fit(domains, processes, report)
    name = _read_name(config, report)
    plan = _read_postgres_plan(config, report)
    variables = read_variables(config, report, django.settings_module)
    _warn_of_connections(plan, processes, variables, django.folder, report)
    return AppSettings(
        name=name,
        region=config.choice("region", rules.REGIONS),
        stack_image=config.choice("stackImage", rules.STACK_IMAGES),
        stage=stage,
        protect=_read_protect(config, stage),
        postgres_name=config.name("postgresName", rules.ADDON_NAME, rules.ADDON_NAME_RULE)
        or f"{name}-postgres",
        postgres_plan=plan,
        code=read_code(config, report, others, django.folder, production=stage == "production"),
        pages=django.pages,
        variables=variables,
        processes=processes,
        features=read_features(config, report),
        domains=domains,
        log_drain=read_log_drain(config, report),
    )


def _read_name(config: StackConfig, report: Report) -> str:
    chosen = config.text("appName")
    name = chosen or f"{pulumi.get_project()}-{pulumi.get_stack()}"
    if not rules.APP_NAME.fullmatch(name):
        report.problem(
            "appName",
            found=repr(name) if chosen else f"{name!r}, made from project and stack",
            accepted=f"{rules.APP_NAME_RULE}; unique on all of Heroku",
            todo=report.setting("appName", _legal(name)),
        )
    return name


def _legal(name: str) -> str:
    """The nearest name that Heroku takes."""
    kept = "".join(
        letter if letter.isalnum() else "-" for letter in name.lower() if letter.isascii()
    )
    return kept.strip("-0123456789")[:30].rstrip("-") or "my-app"


def _read_protect(config: StackConfig, stage: str) -> bool:
    choice = config.choice("protect", ("auto", "true", "false"))
    return stage == "production" if choice == "auto" else choice == "true"


def _read_postgres_plan(config: StackConfig, report: Report) -> str:
    plan = config.text("postgresPlan")
    if not rules.POSTGRES_PLAN.fullmatch(plan):
        report.problem(
            "postgresPlan",
            found=repr(plan),
            accepted=rules.POSTGRES_PLAN_RULE,
            todo=report.setting("postgresPlan", "essential-0"),
        )
    return plan


def _warn_of_connections(
    plan: str,
    processes: tuple[Process, ...],
    variables: Variables,
    folder: Path,
    report: Report,
) -> None:
    """A warning and no problem: dynos that never fill up their threads are somebody's choice."""
    found = too_many(plan, processes, variables.plain, folder)
    if found:
        report.warning(
            f"The dynos of this stack can open {found}. Fewer dynos, WEB_CONCURRENCY or threads, "
            "or a larger postgresPlan."
        )

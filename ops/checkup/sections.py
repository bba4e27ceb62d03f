"""Everything looked at side by side: the machine, the checkout, and each stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ops import deployed, project
from ops.checkup import (
    app,
    backend,
    backups,
    checkout,
    code,
    config_vars,
    connections,
    local,
    log,
    processes,
    protection,
    state,
    token,
    tools,
    versions,
)
from ops.checkup.finding import Finding, Level, bad, note, run, unknown
from ops.checkup.surroundings import Surroundings
from ops.checkup.table import Table
from ops.errors import OpsError
from ops.heroku_api import NoSuchThing
from ops.stacks import STACKS


@dataclass(frozen=True, kw_only=True)
class Section:
    """What was found about one thing, worst first."""

    title: str
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, title: str, findings: Iterable[Finding]) -> Section:
        return cls(title=title, findings=tuple(sorted(findings, key=lambda each: each.level)))

    @property
    def worst(self) -> Level:
        return min((each.level for each in self.findings), default=Level.FINE)


def look(here: Surroundings, stacks: Sequence[str]) -> list[Section]:
    """Sections, worst first. Raises OpsError for a stack that nobody knows."""
    table, today = Table.read(), date.today()
    with ThreadPoolExecutor() as beside:
        machine = beside.submit(lambda: Section.of("this machine", _machine(here, stacks)))
        source = beside.submit(lambda: Section.of("the code here", _source(table, today)))
        known, trouble = _known(here)
        found = [
            beside.submit(_stack, here, stack, known, table, today)
            for stack in stacks
            if not trouble
        ]
        sections = [machine.result(), source.result(), *(each.result() for each in found)]
    if trouble:
        sections.append(Section.of("stacks", [trouble]))
    return sorted(sections, key=lambda section: section.worst)


def _machine(here: Surroundings, stacks: Sequence[str]) -> Iterator[Finding]:
    yield from run(tools.CHECKS, here.tools)
    kept = backend.gather(here.project, here.environment, tuple(stacks))
    yield from run(backend.CHECKS, kept)
    if here.platform:
        yield from run(local.CHECKS, local.gather(here.platform))
    if here.api:
        key = token.gather(
            here.api,
            here.key,
            source=here.key_source,
            is_trial=here.is_trial,
            home=Path.home(),
        )
        yield from run(token.CHECKS, key)
    elif not here.is_trial:
        yield from run(token.CHECKS, token.Token(source=""))


def _source(table: Table, today: date) -> Iterator[Finding]:
    yield from run(checkout.CHECKS, checkout.gather(project.read()))
    yield from run(versions.CHECKS, versions.gather(table, project.read(), today))


def _known(here: Surroundings) -> tuple[list[str], Finding | None]:
    """The stacks there are, or why nobody can tell."""
    if here.engine is None:
        return [], unknown("Stacks can't be looked at without an engine")
    try:
        return here.engine.stacks(), None
    except OpsError as error:
        return [], unknown(_first_lines(error), where=str(here.project))


def _stack(
    here: Surroundings, stack: str, known: Sequence[str], table: Table, today: date
) -> Section:
    assert here.engine, "stacks are known only with an engine"
    if stack not in known:
        if stack not in STACKS:
            deployed.refuse_unknown(here.hands, stack, known)
        missing = unknown(f"There is no stack {stack} yet", mend=here.hands.make(stack))
        return Section.of(stack, [missing])
    try:
        kept = state.State.of(stack, here.engine.export(stack))
        return Section.of(_title(kept), _look_at(here, kept, table, today))
    except OpsError as error:
        return Section.of(stack, [unknown(_first_lines(error))])


def _look_at(here: Surroundings, kept: state.State, table: Table, today: date) -> Iterator[Finding]:
    yield from run(state.CHECKS, kept)
    if not kept.app:
        yield note("Never deployed", where=kept.stack, mend=here.hands.up(kept.stack))
        return
    if here.api is None:
        missing = "localheroku doesn't run" if here.is_trial else "there is no key to ask with"
        yield unknown(f"The app was not looked at: {missing}")
        return
    try:
        found = app.gather(here.api, kept, here.hands)
    except NoSuchThing:
        yield bad(
            f"The app {kept.app} is not on the platform, or not yours",
            where=f"the state of {kept.stack}",
            mend=f"pulumi refresh --stack {kept.stack}, if it is gone for good; then deploy",
        )
    except OpsError as error:
        yield unknown(f"The app was not looked at: {_first_lines(error, most=1)}")
    else:
        yield from _checks(found, table, today)
        yield from run(backups.CHECKS, backups.gather(found, here.api))


def _checks(found: app.App, table: Table, today: date) -> Iterator[Finding]:
    """One group after the other."""
    here = project.read()
    yield from run(code.CHECKS, code.gather(found, here))
    yield from run(log.CHECKS, found)
    yield from run(processes.CHECKS, processes.gather(found, here))
    yield from run(connections.CHECKS, connections.gather(found, table, here))
    yield from run(versions.APP_CHECKS, versions.AppVersions(app=found, table=table, today=today))
    yield from run(protection.CHECKS, found)
    yield from run(config_vars.CHECKS, config_vars.gather(found, here))


def _title(kept: state.State) -> str:
    return f"{kept.stack}: {kept.app}" if kept.app else kept.stack


def _first_lines(error: OpsError, most: int = 2) -> str:
    return " ".join(str(error).splitlines()[:most])

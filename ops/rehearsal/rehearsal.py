"""The base deployed, visitors sent, the head deployed on top of it; what was seen of each stack."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from ops import deployed, history, place, session, stack_files
from ops.errors import OpsError
from ops.events import Events
from ops.history import Migration
from ops.interrupts import patience
from ops.place import Place
from ops.rehearsal.checkout import Checkout, Commit
from ops.rehearsal.seen import Before
from ops.rehearsal.visitors import Visitors
from ops.reporting import facts
from ops.reporting.facts import Facts
from ops.screen import detail, step

Seen = dict[str, Facts]

# Dynos that leave still answer what they were asked.
LAST_VISITS_SECONDS = 2


def rehearse(base: Commit, head: Commit, logs: Mapping[str, Path]) -> Seen:
    """Try the change on each stack of `logs`, where the event log of its preview goes.

    All of it runs in a temporary folder, on a platform of its own; nothing is left of either,
    however it ends.
    """
    about = Facts(stage=facts.BASE, base=str(base), head=str(head))
    with _checkout() as tree:
        step(f"Getting the base ready: {base}")
        try:
            tree.switch(base)
            here = place.trial(session.start(tree.trial))
        except OpsError as error:
            return dict.fromkeys(logs, replace(about, failure=str(error)))
        rehearsal = Rehearsal(here=here, tree=tree, about=about, logs=logs)
        return rehearsal.run(head, _migrations(base, head))


@contextmanager
def _checkout() -> Iterator[Checkout]:
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        tree = Checkout(top=Path(folder).resolve() / "code")
        tree.make()
        try:
            yield tree
        finally:
            step("Removing what the rehearsal ran on")
            with patience():
                session.local_platform(tree.trial).remove()


def _migrations(base: Commit, head: Commit) -> tuple[Migration, ...]:
    changes = history.between(base.id, head.id)
    if changes.unknown:
        detail(f"migrations are not known: {changes.unknown}")
    return changes.migrations


@dataclass(kw_only=True)
class Rehearsal:
    """`about` is what every stack's facts begin with."""

    here: Place
    tree: Checkout
    about: Facts
    logs: Mapping[str, Path]
    _visitors: dict[str, Visitors] = field(default_factory=dict)
    _began: dict[str, float] = field(default_factory=dict)

    def run(self, head: Commit, migrations: tuple[Migration, ...]) -> Seen:
        try:
            self._deploy_base()
        except OpsError as error:
            return dict.fromkeys(self.logs, replace(self.about, failure=str(error)))
        seen = self._change_all(head, migrations)
        time.sleep(LAST_VISITS_SECONDS)
        return {stack: self._with_visits(stack, each) for stack, each in seen.items()}

    def _deploy_base(self) -> None:
        for stack in self.logs:
            step(f"pulumi up --stack {stack}, as the base is")
            self.here.engine.prepare(stack, self.here.engine.stacks())
            self._up(stack)
            target = deployed.find(self.here, stack)
            deployed.look(self.here, target)
            self._visitors[stack] = Visitors(target.url, target.pages)
            self._visitors[stack].start()

    def _change_all(self, head: Commit, migrations: tuple[Migration, ...]) -> Seen:
        """One stack after the other, as a deployment does; after a failure, previews only."""
        step(f"Getting the change ready: {head}")
        try:
            self.tree.switch(head)
            stack_files.carry_over(self.tree.trial)
        except OpsError as error:
            reason = replace(self.about, stage=facts.PREVIEW, failure=str(error))
            return dict.fromkeys(self.logs, reason)
        seen: Seen = {}
        for stack in self.logs:
            good = all(each.stage == facts.DONE for each in seen.values())
            seen[stack] = self._change(stack, migrations) if good else self._preview(stack)
        return seen

    def _preview(self, stack: str) -> Facts:
        """SKIPPED unless the preview itself fails."""
        step(f"pulumi preview --stack {stack}")
        self._began[stack] = time.monotonic()
        try:
            self.here.engine.preview(stack, log=self.logs[stack])
        except OpsError as error:
            return replace(self.about, stage=facts.PREVIEW, failure=str(error))
        return replace(self.about, stage=facts.SKIPPED)

    def _change(self, stack: str, migrations: tuple[Migration, ...]) -> Facts:
        before = Before.look(deployed.find(self.here, stack))
        seen = self._preview(stack)
        if seen.stage == facts.PREVIEW:
            return seen
        seen = self._deploy(stack, seen)
        with suppress(OpsError):  # the app may be gone, and then the failure says so
            seen = before.compare(seen, self.here, migrations)
        return seen

    def _deploy(self, stack: str, seen: Facts) -> Facts:
        step(f"pulumi up --stack {stack}, with requests to every site")
        self._began[stack] = time.monotonic()
        try:
            seen = replace(seen, stage=facts.UP)
            self._up(stack)
            seen = replace(seen, stage=facts.SITE, seconds=self._seconds(stack))
            target = deployed.find(self.here, stack)
            deployed.look(self.here, target)
        except OpsError as error:
            return replace(seen, failure=str(error), seconds=self._seconds(stack))
        return replace(seen, stage=facts.DONE)

    def _up(self, stack: str) -> None:
        """Raises OpsError with what the engine said."""
        log = self.tree.top.with_name(f"{stack}.events")
        try:
            self.here.engine.up(stack, log=log)
        except OpsError as error:
            raise OpsError("\n".join(Events.read(log).errors) or str(error)) from None

    def _seconds(self, stack: str) -> float:
        return time.monotonic() - self._began[stack]

    def _with_visits(self, stack: str, seen: Facts) -> Facts:
        visitors = self._visitors[stack]
        visitors.stop()
        return replace(seen, visits=visitors.seen(since=self._began[stack]))

"""What a promotion would bring: commits, migrations, settings, as a person reads it first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ops import deployed, history
from ops.deployed import Deployed
from ops.events import Events
from ops.heroku_api import Forbidden
from ops.history import Changes
from ops.place import Place
from ops.reporting.markdown import CODE, Section, one_per_resource, report
from ops.reporting.quoting import code

NOTHING = Events(steps=(), counts={}, errors=())


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """From a stack that has proved good to the one that promotes it.

    `events` are the engine's preview, of nothing while a slug is pinned: it knows the pin only.
    `missing` are config vars that the target lacks; None where the key may not read them.
    """

    source: Deployed
    target: Deployed
    is_new: bool  # whether the target runs other code
    is_pinned: bool
    changes: Changes
    missing: tuple[str, ...] | None
    events: Events

    def __bool__(self) -> bool:
        return self.is_new or self.is_pinned or bool(self.events.changes)

    def lines(self) -> Iterator[str]:
        """For the terminal."""
        if not self.is_new:
            yield f"{self.target.stack} runs the slug of {self.source.stack} already"
        yield from self.changes.lines()
        if self.changes.migrations:
            # Also one that can be taken back takes data with it.
            yield f"before     {self.target.cli} pg:backups:capture --app {self.target.app}"
        for step in one_per_resource(self.events.steps):
            if step.type not in CODE:
                yield f"setting    {step.op} {step.name}"
        if self.missing is None:
            yield "config vars are not compared: this key may not read them"
        elif self.missing:
            names = ", ".join(self.missing)
            yield f"config vars that {self.source.stack} has and {self.target.stack} lacks: {names}"

    def report(self) -> str:
        """For a job's summary, as Markdown."""
        title = f"Promotion of {self.source.stack} to {self.target.stack}"
        said = [f"- {code(line)}" for line in self.lines()]
        return report(title, self.events, first=[Section(title="What comes", lines=said)])


def prepare(here: Place, source: Deployed, target: Deployed) -> Promotion:
    """Look at both stacks; nothing is changed."""
    running = deployed.current(target.releases()).slug or target.slug
    pinned = bool(here.setting(target.stack, "slug"))
    return Promotion(
        source=source,
        target=target,
        is_new=running != source.slug,
        is_pinned=pinned,
        changes=history.between(target.commit(running), source.commit(source.slug)),
        missing=missing(source, target),
        events=NOTHING if pinned else here.engine.preview(target.stack),
    )


def missing(source: Deployed, target: Deployed) -> tuple[str, ...] | None:
    """The names of config vars that the source has and the target lacks."""
    try:
        return tuple(sorted(source.config_names() - target.config_names()))
    except Forbidden:
        return None

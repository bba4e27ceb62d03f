"""What a reviewer must not overlook: things that are lost, and config vars that vanish."""

from __future__ import annotations

from collections.abc import Iterator

from ops.events import Events, Json, Step
from ops.reporting.quoting import code

# What goes with a resource of this type when it is deleted, or replaced by a new one.
LOST = {
    "heroku:app/app:App": "the app with its address, config vars, releases and add-ons",
    "heroku:addon/addon:Addon": "the add-on with all its data",
    "heroku:addon/attachment:Attachment": "the app's way to the add-on's data",
    "heroku:pipeline/pipeline:Pipeline": "the pipeline with the couplings of all its apps",
    "heroku:domain/domain:Domain": "the domain's address",
}
CONFIG = "heroku:app/configAssociation:ConfigAssociation"
CONFIG_VARS = ("vars", "sensitiveVars")
ENDS = {"delete": "deleted", "replace": "replaced", "delete-replaced": "replaced"}


def dangers(events: Events) -> list[str]:
    """A sentence for each; the worst first."""
    return list(dict.fromkeys([*_lost(events.steps), *_vanishing(events.steps)]))


def _lost(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        if step.op not in ENDS or not (step.protected or step.type in LOST):
            continue
        lost = LOST.get(step.type, "what the code protects")
        guard = "; it is protected, so the engine will refuse" if step.protected else ""
        yield f"{code(step.name)} is {ENDS[step.op]}: {lost} is lost{guard}."


def _vanishing(steps: tuple[Step, ...]) -> Iterator[str]:
    names = sorted({name for step in steps if step.type == CONFIG for name in _gone(step)})
    if names:
        yield f"Config vars vanish: {', '.join(map(code, names))}."


def _gone(step: Step) -> Iterator[str]:
    if step.op in ENDS:
        yield from _names(step.old) - _names(step.new)
    for path, kind in step.changed.items():
        top, _, name = path.partition(".")
        if name and top in CONFIG_VARS and kind.startswith("delete"):
            yield name


def _names(inputs: Json) -> set[str]:
    found = inputs.get("vars")
    return set(found) if isinstance(found, dict) else set()

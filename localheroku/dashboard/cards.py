"""What the overview shows: pipelines with their stages, and in them the apps as cards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from localheroku.control.plane import ControlPlane
from localheroku.dashboard.render import dynos
from localheroku.dashboard.states import State, states
from localheroku.model.app import App
from localheroku.model.build import Slug
from localheroku.model.pipeline import STAGES, Pipeline
from localheroku.model.release import Release


@dataclass(frozen=True, kw_only=True)
class Dynos:
    """The dynos of one process type: `web`, `2 Basic dynos`, `1 up, 1 starting`."""

    type: str
    amount: str
    states: str


@dataclass(frozen=True, kw_only=True)
class Card:
    app: App
    url: str
    states: list[State]
    release: Release | None
    slug: Slug | None
    dynos: list[Dynos]
    addons: list[str]


@dataclass(frozen=True, kw_only=True)
class Board:
    """A pipeline; its stages in the order in which code moves."""

    pipeline: Pipeline
    stages: dict[str, list[Card]]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """`others` are the apps outside of any pipeline."""

    boards: list[Board]
    others: list[Card]


def overview(plane: ControlPlane) -> Overview:
    cards = {app.id: card(plane, app) for app in plane.apps.all()}
    boards = [_board(plane, pipeline, cards) for pipeline in plane.pipelines.all()]
    coupled = {coupling.app_id for coupling in plane.pipelines.couplings()}
    return Overview(
        boards=boards, others=[card for id_, card in cards.items() if id_ not in coupled]
    )


def card(plane: ControlPlane, app: App) -> Card:
    return Card(
        app=app,
        url=plane.address.web_url(app.name),
        states=states(plane, app),
        release=plane.releases.current(app),
        slug=plane.releases.running_slug(app),
        dynos=_dynos(plane, app),
        addons=[plane.attachments.addon(one).plan for one in plane.attachments.of_app(app)],
    )


def _board(plane: ControlPlane, pipeline: Pipeline, cards: dict[str, Card]) -> Board:
    stages: dict[str, list[Card]] = {stage: [] for stage in STAGES}
    for coupling in plane.pipelines.couplings_of(pipeline):
        stages[coupling.stage].append(cards[coupling.app_id])
    return Board(pipeline=pipeline, stages=stages)


def _dynos(plane: ControlPlane, app: App) -> list[Dynos]:
    running = plane.dynos.of(app)
    kinds = dict.fromkeys((dyno.type, dyno.size) for dyno in running)
    return [
        _group(type_, size, Counter(one.state for one in running if (one.type, one.size) == kind))
        for kind in kinds
        for type_, size in [kind]
    ]


def _group(type_: str, size: str, found: Counter[str]) -> Dynos:
    several = len(found) > 1
    told = [f"{count} {state}" if several else state for state, count in found.items()]
    return Dynos(type=type_, amount=dynos(found.total(), size), states=", ".join(told))

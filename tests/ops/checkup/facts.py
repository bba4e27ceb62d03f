"""A healthy app, to be made ill by a test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ops.checkup.app import App
from ops.checkup.finding import Finding, Level
from ops.checkup.state import State
from ops.deployed import Release
from ops.place import Hands

SLUG, COMMIT = "slug-6", "b7fb142b81402ece3ee66f11e3dc088f34b47d1f"
RELEASED = "2026-11-22T18:09:59Z"


def release(version: int = 6, **other: Any) -> Release:
    return replace(
        Release(
            id=f"release-{version}",
            version=version,
            status="succeeded",
            description="Deploy b7fb142b",
            slug=SLUG,
            is_current=True,
            output_url=None,
        ),
        **other,
    )


def row(type: str, quantity: int, size: str = "Standard-1X") -> dict[str, Any]:
    return {"type": type, "quantity": quantity, "size": size}


def state(**other: Any) -> State:
    healthy = State(stack="staging", app="an-app", slug=SLUG, stage="staging", wanted={"web": 1})
    return replace(healthy, **other)


def app(**other: Any) -> App:
    healthy = App(
        name="an-app",
        state=state(),
        hands=Hands(is_trial=False),
        body={"stack": {"name": "heroku-26"}, "maintenance": False, "acm": False},
        formation=(row("release", 0), row("web", 1)),
        dynos=({"name": "web.1", "type": "web", "state": "up"},),
        addons=({"plan": {"name": "heroku-postgresql:essential-0"}},),
        domains=(),
        build={
            "status": "succeeded",
            "source_blob": {"version": COMMIT},
            "created_at": RELEASED,
            "updated_at": RELEASED,
        },
        releases=(release(),),
        released_at=RELEASED,
        stage="staging",
        names=frozenset({"ALLOWED_HOSTS", "DATABASE_URL", "SECRET_KEY"}),
        watched={},
        log=(),
        commit=COMMIT,
    )
    return replace(healthy, **other)


def told(findings: Iterable[Finding], level: Level = Level.BAD) -> list[str]:
    """What the findings of one level say."""
    return [finding.what for finding in findings if finding.level is level]

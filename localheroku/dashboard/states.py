"""An app's states, as badges: what is going on, what went wrong, what serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from localheroku.control.plane import ControlPlane
from localheroku.model.app import App


@dataclass(frozen=True, kw_only=True)
class State:
    label: str
    kind: Literal["good", "busy", "warn", "bad", "idle"]


def states(plane: ControlPlane, app: App) -> list[State]:
    """Several can be true at once: a release failed, and the former one is up."""
    return [*_maintenance(app), *_build(plane, app), *_release(plane, app), *_dynos(plane, app)]


def _maintenance(app: App) -> list[State]:
    return [State(label="Maintenance", kind="warn")] if app.maintenance else []


def _build(plane: ControlPlane, app: App) -> list[State]:
    builds = plane.builds.of(app)
    if any(build.status == "pending" for build in builds):
        return [State(label="Building", kind="busy")]
    if builds and builds[-1].status == "failed":
        return [State(label="Build failed", kind="bad")]
    return []


def _release(plane: ControlPlane, app: App) -> list[State]:
    newest = plane.releases.newest(app)
    if newest and newest.status == "pending":
        return [State(label=f"Release phase of v{newest.version} running", kind="busy")]
    if newest and newest.status == "failed":
        return [State(label=f"Release v{newest.version} failed", kind="bad")]
    return []


def _dynos(plane: ControlPlane, app: App) -> list[State]:
    dynos = plane.dynos.of(app)
    if not dynos:
        code = plane.releases.running_slug(app)
        return [State(label="No dynos" if code else "No code yet", kind="idle")]
    found = {dyno.state for dyno in dynos}
    crashed = dict.fromkeys(dyno.type for dyno in dynos if dyno.state == "crashed")
    return [
        *[State(label=f"Crashed: {type_}", kind="bad") for type_ in crashed],
        *[State(label="Starting", kind="busy")][: "starting" in found],
        *[State(label="Up", kind="good")][: "up" in found],
    ]

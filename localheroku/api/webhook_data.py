"""What a webhook is told about a thing: what the API answers for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localheroku.api import (
    addon_attachments,
    addons,
    apps,
    builds,
    collaborators,
    domains,
    dynos,
    formation,
    releases,
    sni_endpoints,
)
from localheroku.control.plane import ControlPlane
from localheroku.control.webhook_events import Told
from localheroku.model.addon import Addon, Attachment
from localheroku.model.app import App
from localheroku.model.build import Build
from localheroku.model.collaborator import Collaborator
from localheroku.model.domain import Domain
from localheroku.model.dyno import DynoView
from localheroku.model.formation import Formation
from localheroku.model.release import Release
from localheroku.model.sni_endpoint import SniEndpoint

BODIES: dict[type[Told], Callable[[ControlPlane, App, Any], dict[str, Any]]] = {
    Addon: lambda plane, app, addon: addons.body(plane, addon),
    App: lambda plane, app, same: apps.body(plane, same),
    Attachment: lambda plane, app, attachment: addon_attachments.body(plane, attachment),
    Build: lambda plane, app, build: builds.body(plane, build),
    Collaborator: lambda plane, app, one: collaborators.body(app, one),
    Domain: lambda plane, app, domain: domains.body(plane, app, domain),
    DynoView: lambda plane, app, dyno: dynos.body(app, dyno),
    Formation: lambda plane, app, row: formation.body(app, row),
    Release: releases.body,
    SniEndpoint: sni_endpoints.body,
}


def describe(plane: ControlPlane, record: Told) -> dict[str, Any]:
    app = record if isinstance(record, App) else plane.apps.find(getattr(record, "app_id", ""))
    return BODIES[type(record)](plane, app, record)

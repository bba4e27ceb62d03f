"""Heroku's data API, as far as `pg:info`, `pg:wait`, `pg:credentials`, `pg:reset` and
`pg:killall` ask it.

On Heroku it is a service of its own, undocumented; the fields are those that the CLI reads.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.params import Params
from localheroku.api.wire import path, plane, reply
from localheroku.control.catalogue import find_plan
from localheroku.control.errors import NotFound, NotImplementedHere
from localheroku.control.plane import ControlPlane
from localheroku.model.addon import Addon
from localheroku.model.identity import stable_id
from localheroku.model.plans import Plan
from localheroku.runtime.postgres_figures import DatabaseFigures

GIGABYTE = 1 << 30


def body(plane: ControlPlane, addon: Addon, figures: DatabaseFigures) -> dict[str, Any]:
    return {
        "addon_id": addon.id,
        "created_at": addon.created_at,
        "database_name": addon.database,
        "following": None,
        "forked_from": None,
        "info": [
            {"name": name, "values": [value]} for name, value in _info(addon, figures).items()
        ],
        "name": addon.name,
        "num_bytes": figures.bytes,
        "num_connections": figures.connections,
        "num_tables": figures.tables,
        "plan": {"name": addon.plan.partition(":")[2]},
        "postgres_version": figures.version,
        "resource_url": plane.databases.credentials(addon).url,
        "waiting?": False,
    }


def _info(addon: Addon, figures: DatabaseFigures) -> dict[str, str]:
    """What `heroku pg:info` prints, in its order."""
    plan = find_plan(addon.plan)
    return {
        "Plan": plan.human_name,
        "Status": "Available",
        "Connections": f"{figures.connections}/{plan.connections}",
        "PG Version": figures.version,
        "Created": addon.created_at.replace("T", " ").removesuffix("Z") + " UTC",
        "Data Size": _size(figures, plan),
        "Tables": f"{figures.tables}/{plan.tables}" if plan.tables else str(figures.tables),
        "Fork/Follow": "Unsupported",
        "Rollback": "Unsupported",
        "Continuous Protection": "Off",
    }


def _size(figures: DatabaseFigures, plan: Plan) -> str:
    """For example `7.5 MB / 1 GB (0.73%)`."""
    share = figures.bytes / (plan.gigabytes * GIGABYTE)
    return f"{figures.bytes / (1 << 20):.1f} MB / {plan.gigabytes} GB ({share:.2%})"


def credential_body(plane: ControlPlane, addon: Addon, figures: DatabaseFigures) -> dict[str, Any]:
    """The one that every database has; named ones beside it aren't made here."""
    owner = plane.databases.credentials(addon)
    role = {"user": owner.user, "password": owner.password, "state": "active"}
    return {
        "credentials": [{**role, "connections": figures.connections}],
        "database": owner.database,
        "host": owner.host,
        "name": "default",
        "port": owner.port,
        "state": "active",
        "uuid": stable_id("credential", addon.id),
    }


async def show(request: Request) -> Response:
    """404 until it is provisioned: the CLI then says so."""
    addon = found(request)
    return reply(body(plane(request), addon, await plane(request).databases.figures(addon)))


async def wait_status(request: Request) -> Response:
    waiting = found(request).state == "provisioning"
    return reply({"waiting?": waiting, "message": "preparing" if waiting else "available"})


async def credentials(request: Request) -> Response:
    addon = found(request)
    figures = await plane(request).databases.figures(addon)
    return reply([credential_body(plane(request), addon, figures)])


async def credential(request: Request) -> Response:
    if (name := path(request, "credential")) != "default":
        raise NotFound(f"Couldn't find that credential ({name}); there is default here.")
    addon = found(request)
    figures = await plane(request).databases.figures(addon)
    return reply(credential_body(plane(request), addon, figures))


async def reset(request: Request) -> Response:
    """Empty again, under the same URL."""
    refuse_extensions(request, await Params.read(request, "extensions"))
    addon = found(request)
    await plane(request).databases.reset(addon)
    return reply({"message": f"{addon.name} is empty again"})


async def reset_connections(request: Request) -> Response:
    """`pg:killall`."""
    await Params.read(request)
    addon = found(request)
    await plane(request).databases.disconnect(addon)
    return reply({"message": f"All connections of {addon.name} were ended"})


def refuse_extensions(request: Request, params: Params) -> None:
    """Those that a plan allows the app can create itself."""
    if params.texts("extensions"):
        raise NotImplementedHere(
            f"Extensions that are there from the start are not implemented here yet "
            f"({request.url.path}); make them with pg:psql --command 'CREATE EXTENSION ...'."
        )


def found(request: Request) -> Addon:
    return plane(request).addons.find(path(request, "database"))


routes = [
    Route("/client/v11/databases/{database}", show),
    Route("/client/v11/databases/{database}/wait_status", wait_status),
    Route("/client/v11/databases/{database}/reset", reset, methods=["PUT"]),
    Route("/client/v11/databases/{database}/connection_reset", reset_connections, methods=["POST"]),
    Route("/postgres/v0/databases/{database}/credentials", credentials),
    Route("/postgres/v0/databases/{database}/credentials/{credential}", credential),
]

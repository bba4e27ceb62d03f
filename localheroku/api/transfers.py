"""Transfers, the data API behind `pg:backups` and `pg:copy`; the fields are those the CLI reads."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from localheroku.api.apps import found
from localheroku.api.databases import found as found_database
from localheroku.api.databases import refuse_extensions
from localheroku.api.params import Params
from localheroku.api.wire import path, plane, reply
from localheroku.control.plane import ControlPlane
from localheroku.model.transfer import Transfer

# What transferred it on Heroku: gof3r kept its dumps in S3.
TYPES = {
    "backup": ("pg_dump", "gof3r"),
    "restore": ("gof3r", "pg_restore"),
    "copy": ("pg_dump", "pg_restore"),
}


def body(plane: ControlPlane, transfer: Transfer) -> dict[str, Any]:
    from_type, to_type = TYPES[transfer.type]
    kept = transfer.type == "backup" and transfer.succeeded
    return {
        "canceled_at": transfer.canceled_at,
        "created_at": transfer.created_at,
        "deleted_at": transfer.deleted_at,
        "finished_at": transfer.finished_at,
        "from_name": transfer.from_name,
        "from_type": from_type,
        "num": transfer.num,
        "options": {},
        "processed_bytes": plane.transfers.processed(transfer),
        "schedule": {"uuid": transfer.schedule_id} if transfer.schedule_id else None,
        "source_bytes": transfer.source_bytes,
        "started_at": transfer.started_at,
        "succeeded": transfer.succeeded,
        "to_name": transfer.to_name,
        "to_type": to_type,
        "to_url": plane.backups.url(transfer.id) if kept else None,
        "updated_at": transfer.updated_at,
        "uuid": transfer.id,
        "warnings": transfer.warnings,
    }


def verbose_body(plane: ControlPlane, transfer: Transfer) -> dict[str, Any]:
    logs = [{"created_at": time, "message": said} for time, said in plane.transfers.log(transfer)]
    return {**body(plane, transfer), "logs": logs}


async def index(request: Request) -> Response:
    here = plane(request)
    return reply([body(here, transfer) for transfer in here.transfers.of(found(request))])


async def show(request: Request) -> Response:
    view = verbose_body if request.query_params.get("verbose") == "true" else body
    return reply(view(plane(request), _found(request)))


async def capture(request: Request) -> Response:
    await Params.read(request)
    transfer = plane(request).transfers.capture(found_database(request))
    return reply(body(plane(request), transfer), 201)


async def restore(request: Request) -> Response:
    params = await Params.read(request, "backup_url", "extensions")
    refuse_extensions(request, params)
    url = params.required_text("backup_url")
    transfer = plane(request).transfers.restore(found_database(request), url)
    return reply(body(plane(request), transfer), 201)


async def copy(request: Request) -> Response:
    """The URLs say which; the names are those that their apps have for them."""
    params = await Params.read(request, "from_name", "from_url", "to_name", "to_url")
    found_database(request)
    transfer = plane(request).transfers.copy(
        params.required_text("from_url"), params.required_text("to_url")
    )
    return reply(body(plane(request), transfer), 201)


async def cancel(request: Request) -> Response:
    await Params.read(request)
    return reply(body(plane(request), plane(request).transfers.cancel(_found(request))))


async def destroy(request: Request) -> Response:
    await Params.read(request)
    return reply(body(plane(request), plane(request).transfers.delete(_found(request))))


async def public_url(request: Request) -> Response:
    """Good for an hour, for whoever gets to see it."""
    await Params.read(request)
    transfer = plane(request).transfers.find_kept(found(request), path(request, "transfer"))
    url, expires_at = plane(request).backups.public_url(transfer.id)
    return reply({"expires_at": expires_at, "url": url})


async def download(request: Request) -> Response:
    query = request.query_params
    file = plane(request).backups.opened(
        path(request, "backup"), query.get("expires", ""), query.get("signature", "")
    )
    return FileResponse(file, media_type="application/octet-stream")


def _found(request: Request) -> Transfer:
    return plane(request).transfers.find(found(request), path(request, "transfer"))


OF_APP = "/client/v11/apps/{app}/transfers"
OF_DATABASE = "/client/v11/databases/{database}"
routes = [
    Route(OF_APP, index),
    Route(f"{OF_APP}/{{transfer}}", show),
    Route(f"{OF_APP}/{{transfer}}", destroy, methods=["DELETE"]),
    Route(f"{OF_APP}/{{transfer}}/actions/cancel", cancel, methods=["POST"]),
    Route(f"{OF_APP}/{{transfer}}/actions/public-url", public_url, methods=["POST"]),
    Route(f"{OF_DATABASE}/backups", capture, methods=["POST"]),
    Route(f"{OF_DATABASE}/restores", restore, methods=["POST"]),
    Route(f"{OF_DATABASE}/transfers", copy, methods=["POST"]),
]
public_routes = [Route("/backups/{backup}", download)]

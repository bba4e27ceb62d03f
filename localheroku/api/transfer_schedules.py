"""Transfer schedules, the data API behind `pg:backups:schedule`."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.databases import found
from localheroku.api.params import Params
from localheroku.api.wire import path, plane, reply
from localheroku.control.errors import InvalidParams
from localheroku.model.transfer_schedule import TransferSchedule


def body(schedule: TransferSchedule) -> dict[str, Any]:
    return {
        "created_at": schedule.created_at,
        "hour": schedule.hour,
        "name": schedule.name,
        "timezone": schedule.timezone,
        "updated_at": schedule.updated_at,
        "uuid": schedule.id,
    }


async def index(request: Request) -> Response:
    return reply([body(one) for one in plane(request).transfer_schedules.of(found(request))])


async def create(request: Request) -> Response:
    params = await Params.read(request, "hour", "schedule_name", "timezone")
    schedule = plane(request).transfer_schedules.create(
        found(request),
        name=params.text("schedule_name") or "DATABASE_URL",
        hour=_hour(params),
        timezone=params.text("timezone") or "UTC",
    )
    return reply(body(schedule), 201)


async def destroy(request: Request) -> Response:
    await Params.read(request)
    schedules = plane(request).transfer_schedules
    schedule = schedules.find(found(request), path(request, "schedule"))
    return reply(body(schedules.destroy(schedule)))


def _hour(params: Params) -> int:
    """The CLI sends what was typed, such as "02"."""
    hour = params.raw("hour")
    if isinstance(hour, str) and hour.isascii() and hour.isdecimal():
        hour = int(hour[:3])
    if type(hour) is not int:
        raise InvalidParams("Param hour is required, 0 to 23.")
    return hour


OF_DATABASE = "/client/v11/databases/{database}/transfer-schedules"
routes = [
    Route(OF_DATABASE, index),
    Route(OF_DATABASE, create, methods=["POST"]),
    Route(f"{OF_DATABASE}/{{schedule}}", destroy, methods=["DELETE"]),
]

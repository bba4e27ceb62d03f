"""Regions, stacks and dyno sizes: https://devcenter.heroku.com/articles/platform-api-reference#region"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localheroku.api.ranges import page
from localheroku.api.wire import path, plane, reply
from localheroku.control.catalogue import Entry, find_region, find_stack, show_dyno_size
from localheroku.model.catalogue import BEGINNING, GENERATION, REGIONS, STACKS, Region, Stack
from localheroku.model.dyno_sizes import DYNO_SIZES, DynoSize

TIMES = {"created_at": BEGINNING, "updated_at": BEGINNING}


def named(entry: Entry) -> dict[str, str]:
    return {"id": entry.id, "name": entry.name}


def region_body(region: Region) -> dict[str, Any]:
    return {
        **named(region),
        **TIMES,
        "country": region.country,
        "description": region.description,
        "locale": region.locale,
        "private_capable": False,
        "provider": {"name": "amazon-web-services", "region": region.provider_region},
    }


def stack_body(stack: Stack) -> dict[str, Any]:
    return {**named(stack), **TIMES, "default": stack.default, "state": "public"}


def size_body(size: DynoSize) -> dict[str, Any]:
    return {
        **named(size),
        "architecture": "amd64",
        "compute": size.compute,
        "cost": {"cents": size.cost, "unit": "month"},
        "dedicated": size.dedicated,
        "precise_dyno_units": size.units,
        "generation": GENERATION,
        "memory": size.memory / 1024,
        "private_space_only": False,
    }


async def regions(request: Request) -> Response:
    return page(request, REGIONS, region_body, "name", "id")


async def region(request: Request) -> Response:
    return reply(region_body(find_region(path(request, "region"))))


async def stacks(request: Request) -> Response:
    return page(request, STACKS, stack_body, "name", "id")


async def stack(request: Request) -> Response:
    return reply(stack_body(find_stack(path(request, "stack"))))


async def dyno_sizes(request: Request) -> Response:
    return page(request, DYNO_SIZES, size_body, "id", "name")


async def stacks_of_app(request: Request) -> Response:
    """All of them: an app may change to any."""
    plane(request).apps.find(path(request, "app"))
    return await stacks(request)


async def dyno_sizes_of_app(request: Request) -> Response:
    plane(request).apps.find(path(request, "app"))
    return await dyno_sizes(request)


async def dyno_size(request: Request) -> Response:
    return reply(size_body(show_dyno_size(path(request, "size"))))


routes = [
    Route("/regions", regions),
    Route("/regions/{region}", region),
    Route("/stacks", stacks),
    Route("/stacks/{stack}", stack),
    Route("/dyno-sizes", dyno_sizes),
    Route("/dyno-sizes/{size}", dyno_size),
    Route("/apps/{app}/available-stacks", stacks_of_app),
    Route("/apps/{app}/available-dyno-sizes", dyno_sizes_of_app),
]

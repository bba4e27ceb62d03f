"""The server: puts the parts together, and serves API, dashboard and apps on loopback.

    edge.py       where each request comes in: by its Host, it is for the API or for an app
    api/          the Platform API's wire, a module per noun; `routes.py` lists them all
    dashboard/    the same platform for a browser
    control/      the rules, a module per noun; `plane.py` has them all, and the one `release()`
    runtime/      what does the work: builder, supervisor, router, PostgreSQL, git, logs
    model/        what there is: records, their store, and the catalogue

Imports go down this list only.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from localheroku.access_log import AccessLog
from localheroku.api import webhook_data, wire
from localheroku.api.etags import NotModified
from localheroku.api.gate import Gate
from localheroku.api.routes import PUBLIC_ROUTES, ROUTES
from localheroku.api_key import ApiKey
from localheroku.control.errors import Refused
from localheroku.control.machinery import Machinery
from localheroku.control.plane import ControlPlane
from localheroku.dashboard import site as dashboard
from localheroku.dashboard.render import BASE
from localheroku.data_folder import DataFolder
from localheroku.edge import Edge
from localheroku.listener import Refusals, listen, port_of, raise_limit
from localheroku.model.address import Address
from localheroku.model.shortage import SUSPECTS
from localheroku.model.store import Store
from localheroku.runtime.builder import Builder
from localheroku.runtime.certificates import Certificates
from localheroku.runtime.git import Git
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.postgres import Postgres
from localheroku.runtime.rendezvous import Rendezvous
from localheroku.runtime.router import Router as AppRouter
from localheroku.runtime.routing.client import ClientConnection
from localheroku.runtime.supervisor import Supervisor
from localheroku.runtime.tls_port import TlsPort

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`environ` is what builds take from this machine's environment; `restart_after` seconds, each
    dyno is restarted.
    """

    port: int
    folder: DataFolder
    key: str = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    restart_after: float | None = None


async def run(settings: Settings, announce: Callable[[Address], None]) -> None:
    """Serve until SIGTERM or SIGINT; `announce` gets the address as soon as it answers."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.set_exception_handler(Refusals())
    raise_limit()
    folder = settings.folder
    listener = listen(settings.port, folder.former_port(folder.address))
    tls_listener = listen(0, folder.former_port(folder.tls_address))
    address = Address(port_of(listener), port_of(tls_listener))
    machinery = machines(settings)
    plane = control_plane(settings, machinery, address)
    router = AppRouter(plane.route, plane.logs)
    tls = TlsPort(Certificates(folder.tls).context(), machinery.rendezvous, plain_port=address.port)
    orphaned = asyncio.create_task(_end_without(folder, stop))
    try:
        await plane.start()
        await tls.open(tls_listener)
        api = AccessLog(create_api(plane, ApiKey(settings.key)))
        edge = Edge(api, router, address=address, is_custom_domain=plane.domains.is_known)
        await _serve(edge, listener, stop, plane, lambda: announce(address))
    finally:
        orphaned.cancel()
        tls.close()
        await router.close()
        await plane.close()
        listener.close()


async def _end_without(folder: DataFolder, stop: asyncio.Event) -> None:
    """Without its folder a platform loses all it is told, and `--remove` can't find it."""
    await folder.deleted()
    log.warning("%s was deleted: everything stops", folder.path)
    stop.set()


async def remove(folder: DataFolder) -> None:
    """Delete all that a platform keeps, also outside of its folder, and what a killed one left."""
    await Supervisor(folder.path / "dynos", LogBuffer(folder.path / "logs")).open()
    await Postgres(folder.path / "postgres").remove()
    folder.delete()


def create_api(plane: ControlPlane, key: ApiKey) -> Starlette:
    """The Platform API, and the dashboard beside it, as an ASGI app."""
    guarded = Gate(NotModified(Router(ROUTES, redirect_slashes=False)), key)
    api = Starlette(
        routes=[
            *PUBLIC_ROUTES,
            *dashboard.routes,
            Mount(BASE, dashboard.create_dashboard(plane, key)),
            Mount("", guarded),
        ],
        exception_handlers={
            Refused: wire.refusal,
            HTTPException: wire.no_such_endpoint,
            ClientDisconnect: wire.gone,
            **dict.fromkeys(SUSPECTS, wire.unavailable),
            Exception: wire.crash,
        },
    )
    api.router.redirect_slashes = False
    api.state.plane = plane
    return api


def machines(settings: Settings) -> Machinery:
    path = settings.folder.path
    logs = LogBuffer(path / "logs")
    return Machinery(
        logs=logs,
        supervisor=Supervisor(path / "dynos", logs),
        builder=Builder(path / "builds", environ=settings.environ),
        postgres=Postgres(path / "postgres"),
        rendezvous=Rendezvous(),
        git=Git(path / "git-hooks", path=settings.environ.get("PATH", os.defpath)),
        restart_after=settings.restart_after,
    )


def control_plane(settings: Settings, machinery: Machinery, address: Address) -> ControlPlane:
    return ControlPlane(
        Store(settings.folder.store),
        machinery,
        address=address,
        folder=settings.folder.path,
        describe=webhook_data.describe,
    )


class _Server(uvicorn.Server):
    """Leaves signals to `run`, and says when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(
    app: ASGIApp,
    listener: socket.socket,
    stop: asyncio.Event,
    plane: ControlPlane,
    listening: Callable[[], None],
) -> None:
    config = uvicorn.Config(
        app,
        http=ClientConnection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=90,  # seconds, as Heroku's router keeps idle connections
        timeout_graceful_shutdown=3,
    )
    server = _Server(config, listening)
    serving = asyncio.create_task(server.serve([listener]))
    await stop.wait()
    plane.end_streams()
    server.should_exit = True
    await serving

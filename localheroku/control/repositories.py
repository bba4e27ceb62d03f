"""Repositories: a bare one per app, made when git first asks for it, and gone with the app."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import Collection
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from localheroku.control.errors import NotImplementedHere
from localheroku.control.pushes import NOT_DEPLOYED, Pushes, Say, to_deploy
from localheroku.control.tasks import Tasks
from localheroku.model.app import App
from localheroku.runtime.git import Exchange, Git, GitRequest, Push

# A push of a hundred thousand refs fits.
LONGEST_TELLING = 1 << 24
BUSY = " !     Another push to this app is being deployed. Push again when it has ended.\n"


class Repositories:
    def __init__(self, folder: Path, git: Git, pushes: Pushes, tasks: Tasks) -> None:
        self._folder = folder
        self._git = git
        self._pushes = pushes
        self._tasks = tasks
        self._deploying: dict[str, Exchange] = {}
        self._folder.mkdir(mode=0o700, exist_ok=True)

    async def serve(self, app: App, request: GitRequest) -> Exchange:
        """Let git answer a request; a push goes on to its end even if its client leaves."""
        if not self._git.is_installed:
            raise NotImplementedHere("Repositories need git, which this machine has not.")
        repository = self._place(app.id)
        if not repository.exists():
            await self._git.create(repository)
        ours, theirs = socket.socketpair()
        with theirs:
            exchange = await self._git.serve(repository, request, theirs)
        self._tasks.start(app.id, self._accompany(app, exchange, ours))
        return exchange

    def forget(self, app_id: str) -> None:
        shutil.rmtree(self._place(app_id), ignore_errors=True)

    def sweep(self, app_ids: Collection[str]) -> None:
        """For the start: delete what a killed platform was about to, and pushes it cut off."""
        for repository in self._folder.iterdir():
            if repository.stem not in app_ids:
                self.forget(repository.stem)
            for unfinished in repository.glob("objects/tmp_objdir-*"):
                shutil.rmtree(unfinished)

    def _place(self, app_id: str) -> Path:
        return self._folder / f"{app_id}.git"

    async def _accompany(self, app: App, exchange: Exchange, ours: socket.socket) -> None:
        """Answer the hook, if it asks, and see the exchange to its end."""
        try:
            with suppress(OSError, ValueError):  # the hook is gone, which declines the push
                await self._converse(app, exchange, ours)
            await exchange.wait()
        finally:
            await exchange.close()
            if self._deploying.get(app.id) is exchange:
                del self._deploying[app.id]

    async def _converse(self, app: App, exchange: Exchange, ours: socket.socket) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=LONGEST_TELLING)
        with closing(writer):
            if telling := await reader.readline():
                say = partial(_tell, writer)
                await say(await self._decide(app, exchange, Push.read(telling), say))

    async def _decide(self, app: App, exchange: Exchange, push: Push, say: Say) -> bool:
        if not to_deploy(push):
            await say(NOT_DEPLOYED)
            return True
        if self._deploying.setdefault(app.id, exchange) is not exchange:
            await say(BUSY)
            return False
        return await self._pushes.deploy(app, self._place(app.id), push, say)


async def _tell(writer: asyncio.StreamWriter, said: str | bool) -> None:
    """In the hook's language."""
    writer.write(json.dumps(said).encode() + b"\n")
    await writer.drain()

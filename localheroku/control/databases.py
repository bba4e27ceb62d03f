"""Databases: the service behind heroku-postgresql, one role and one database per add-on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path

from localheroku.control.catalogue import find_plan
from localheroku.control.errors import NotFound
from localheroku.model.addon import Addon
from localheroku.runtime import postgres_dumps
from localheroku.runtime.postgres import DatabaseCredentials, Postgres
from localheroku.runtime.postgres_dumps import Line
from localheroku.runtime.postgres_figures import DatabaseFigures


class Databases:
    """Starts the server when the first add-on needs it; what is asked for is done in turn."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._starting: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Return when the server runs, however many ask."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._postgres.start())
        try:
            await asyncio.shield(self._starting)
        except Exception:
            self._starting = None
            raise

    @property
    def exist(self) -> bool:
        """Whether there has ever been one."""
        return self._postgres.exists

    async def reconcile(self, addons: Callable[[], Collection[Addon]]) -> None:
        """For the start: drop and make what a killed platform was about to."""
        async with self._turn:
            await self.start()
            for name in await self._postgres.roles():
                if name not in {addon.database for addon in addons()}:
                    await self._postgres.drop(name)
            for addon in addons():
                if addon.state == "provisioned":
                    await self._create(addon)

    async def provision(self, addon: Addon) -> None:
        """Asked again, it finds what is there, and sets the limits of the plan anew."""
        async with self._turn:
            await self._create(addon)

    async def deprovision(self, addon: Addon) -> None:
        async with self._turn:
            await self.start()
            await self._postgres.drop(addon.database)

    async def reset(self, addon: Addon) -> None:
        """Everybody is disconnected, and all that was in it is gone."""
        require_provisioned(addon)
        async with self._turn:
            if addon.database not in await self._postgres.roles():  # destroyed meanwhile
                raise _not_provisioned(addon)
            await self._postgres.drop(addon.database)
            await self._create(addon)

    async def disconnect(self, addon: Addon) -> None:
        """Everybody, whatever they are at; they may come back."""
        require_provisioned(addon)
        await self.start()
        await self._postgres.disconnect(addon.database)

    async def dump(self, addon: Addon, file: Path, line: Line) -> None:
        """Into a new file; `line` hears how it goes."""
        require_provisioned(addon)
        await self.start()
        await postgres_dumps.dump(self.credentials(addon), file, line)

    async def restore(self, addon: Addon, file: Path, line: Line) -> int:
        """What is in the dump, and nothing else: how many errors were passed over."""
        await postgres_dumps.check(file)
        # Whoever gives up in the middle of this would leave no database at all.
        await asyncio.shield(self.reset(addon))
        return await postgres_dumps.restore(file, self.credentials(addon), line)

    async def figures(self, addon: Addon) -> DatabaseFigures:
        require_provisioned(addon)
        await self.start()
        found = await self._postgres.figures(addon.database)
        if found is None:  # destroyed meanwhile
            raise _not_provisioned(addon)
        return found

    def credentials(self, addon: Addon) -> DatabaseCredentials:
        """For a provisioned add-on while the server runs; the URL is what DATABASE_URL says."""
        return self._postgres.credentials(addon.database)

    def url(self, addon: Addon) -> str:
        return self.credentials(addon).url

    async def _create(self, addon: Addon) -> None:
        await self.start()
        connections = find_plan(addon.plan).connections
        await self._postgres.create(addon.database, connections=connections)

    async def close(self) -> None:
        if self._starting:
            await asyncio.wait([self._starting])
        await self._postgres.stop()


def require_provisioned(addon: Addon) -> None:
    if addon.state != "provisioned":
        raise _not_provisioned(addon)


def _not_provisioned(addon: Addon) -> NotFound:
    return NotFound(f"The database of {addon.name} is not provisioned.", resource="database")

"""Databases: the service behind heroku-postgresql, one role and one database per add-on."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from localheroku.model.addon import Addon
from localheroku.runtime.postgres import Postgres


class Databases:
    """Starts the server when the first add-on needs it."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return when the server runs, however many ask."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._postgres.start())
        try:
            await asyncio.shield(self._starting)
        except Exception:
            self._starting = None
            raise

    async def provision(self, addon: Addon) -> None:
        """Asked again after an interruption, it finds what is there."""
        await self.start()
        await self._postgres.create(addon.database)

    async def deprovision(self, addon: Addon) -> None:
        await self.start()
        await self._postgres.drop(addon.database)

    def url(self, addon: Addon) -> str:
        """What DATABASE_URL says; for a provisioned add-on while the server runs."""
        # The CLI's psql asks for TLS unless the host is literally `localhost`.
        return replace(self._postgres.credentials(addon.database), host="localhost").url

    async def close(self) -> None:
        if self._starting:
            await asyncio.wait([self._starting])
        await self._postgres.stop()

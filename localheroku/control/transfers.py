"""Transfers: databases backed up, restored and copied, each database's one after the other.

https://devcenter.heroku.com/articles/heroku-postgres-backups
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from localheroku.control.attachments import Attachments
from localheroku.control.backups import Backups, Unfetched
from localheroku.control.databases import Databases, require_provisioned
from localheroku.control.errors import InvalidParams, Refused
from localheroku.control.lookup import required
from localheroku.control.outputs import Outputs
from localheroku.control.tasks import Tasks, told, until_stored
from localheroku.model.account import ACCOUNT_EMAIL
from localheroku.model.addon import Addon
from localheroku.model.app import App
from localheroku.model.identity import new_id, now
from localheroku.model.store import Store
from localheroku.model.transfer import Transfer, TransferType
from localheroku.model.transfer_schedule import TransferSchedule
from localheroku.runtime.postgres_dumps import DumpFailed

BACKUP = "BACKUP"  # what Heroku calls the other end when there is no database
AUTOMATIC = 7  # a schedule's backups are kept a week
LOG_BYTES = 64 * 1024


class Transfers:
    """They belong to the app that owns the database, and go with the database."""

    def __init__(
        self,
        store: Store,
        databases: Databases,
        attachments: Attachments,
        backups: Backups,
        outputs: Outputs,
        tasks: Tasks,
    ) -> None:
        self._store = store
        self._databases = databases
        self._attachments = attachments
        self._backups = backups
        self._outputs = outputs
        self._tasks = tasks
        self._running: dict[str, asyncio.Task[None]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def of(self, app: App) -> list[Transfer]:
        return self._store.all(Transfer, app_id=app.id, deleted_at=None)

    def find(self, app: App, num_or_id: str) -> Transfer:
        named = (one for one in self.of(app) if num_or_id in (str(one.num), one.id))
        return required(next(named, None), "transfer", num_or_id)

    def find_kept(self, app: App, num_or_id: str) -> Transfer:
        """A backup that there is a dump of."""
        transfer = self.find(app, num_or_id)
        if transfer.type != "backup" or not transfer.succeeded:
            raise InvalidParams(f"{transfer.name} is not a backup that has succeeded.")
        return transfer

    def processed(self, transfer: Transfer) -> int:
        """Bytes of the dump, as far as there is one."""
        done = transfer.bytes
        return self._backups.drafted(transfer.id) if done is None else done

    def log(self, transfer: Transfer) -> list[tuple[str, str]]:
        """What the clients said, and when."""
        text = self._outputs.end_of(transfer.id, LOG_BYTES).decode(errors="replace")
        lines = (line.partition(" ") for line in text.split("\n") if line)
        return [(time, said) for time, _, said in lines]

    def capture(self, addon: Addon, schedule: TransferSchedule | None = None) -> Transfer:
        return self._begin("backup", addon, None, self._name(addon), BACKUP, schedule)

    def restore(self, addon: Addon, url: str) -> Transfer:
        self._backups.check_url(url)
        return self._begin("restore", url, addon, BACKUP, self._name(addon))

    def copy(self, source_url: str, target_url: str) -> Transfer:
        source, target = self._at("from_url", source_url), self._at("to_url", target_url)
        if source == target:
            raise InvalidParams("Cannot copy a database onto itself.")
        return self._begin("copy", source, target, self._name(source), self._name(target))

    def cancel(self, transfer: Transfer) -> Transfer:
        if transfer.finished_at:
            raise InvalidParams(f"Cannot cancel {transfer.name}: it has ended already.")
        reason = f"Canceled by user {ACCOUNT_EMAIL}."
        self._end(transfer.id, reason, succeeded=False, canceled_at=now())
        if running := self._running.get(transfer.id):
            self._store.afterwards(running.cancel)
        return self._store.get(Transfer, transfer.id)

    def delete(self, transfer: Transfer) -> Transfer:
        if not transfer.finished_at:
            self.cancel(transfer)
        self._store.afterwards(partial(self._backups.forget, transfer.id))
        self._store.afterwards(partial(self._outputs.forget, transfer.id))
        return self._change(transfer.id, deleted_at=now())

    def forget(self, addon: Addon) -> None:
        """In a transaction: the database is being destroyed, and its backups with it."""
        for transfer in self._store.all(Transfer, addon_id=addon.id, deleted_at=None):
            self.delete(transfer)

    def resume(self, reason: str) -> None:
        """For the start: what a killed platform had begun has failed."""
        for transfer in self._store.all(Transfer, finished_at=None):
            self._end(transfer.id, reason, succeeded=False)
        kept = self._store.all(Transfer, type="backup", succeeded=True, deleted_at=None)
        self._backups.sweep([transfer.id for transfer in kept])

    def _begin(
        self,
        type: TransferType,
        source: Addon | str,
        target: Addon | None,
        from_name: str,
        to_name: str,
        schedule: TransferSchedule | None = None,
    ) -> Transfer:
        addon = target or source
        assert isinstance(addon, Addon), "one end is a database"
        require_provisioned(addon)
        former = self._store.last(Transfer, by="num", app_id=addon.app_id)
        transfer = self._store.add(
            Transfer(
                id=new_id(),
                app_id=addon.app_id,
                addon_id=addon.id,
                num=former.num + 1 if former else 1,
                type=type,
                from_name=from_name,
                to_name=to_name,
                schedule_id=schedule.id if schedule else None,
                created_at=now(),
                updated_at=now(),
            )
        )
        self._store.afterwards(partial(self._start, transfer, source, target))
        return transfer

    def _start(self, transfer: Transfer, source: Addon | str, target: Addon | None) -> None:
        running = self._tasks.start(transfer.addon_id, self._run(transfer, source, target))
        self._running[transfer.id] = running
        running.add_done_callback(lambda _: self._running.pop(transfer.id))

    async def _run(self, transfer: Transfer, source: Addon | str, target: Addon | None) -> None:
        try:
            async with self._turns[transfer.addon_id]:
                self._change(transfer.id, started_at=now())
                await self._transfer(transfer, source, target)
            return
        except (DumpFailed, Unfetched, Refused) as error:
            reason = str(error)
        except Exception as error:
            reason = f"It broke off: {told(error)}"
        await until_stored(partial(self._end, transfer.id, reason, succeeded=False))

    async def _transfer(
        self, transfer: Transfer, source: Addon | str, target: Addon | None
    ) -> None:
        """From a database or a URL to a database, or to be kept."""
        with self._backups.draft(transfer.id) as draft:
            if isinstance(source, str):
                await self._backups.fetch(source, draft)
            else:
                figures = await self._databases.figures(source)
                self._change(transfer.id, source_bytes=figures.bytes)
                await self._databases.dump(source, draft, self._writer(transfer))
            self._change(transfer.id, bytes=self._backups.drafted(transfer.id))
            warnings = 0
            if target:
                warnings = await self._databases.restore(target, draft, self._writer(transfer))
            else:
                self._backups.keep(transfer.id)
            self._end(transfer.id, "Done.", succeeded=True, warnings=warnings)
        self._expire(transfer)

    def _expire(self, latest: Transfer) -> None:
        """A schedule's older ones make room for its newest."""
        if latest.schedule_id:
            of_addon = self._store.all(Transfer, addon_id=latest.addon_id, deleted_at=None)
            automatic = [one for one in of_addon if one.schedule_id and one.succeeded]
            for old in automatic[:-AUTOMATIC]:
                self.delete(old)

    def _end(self, id: str, said: str, **changes: Any) -> None:
        self._say(id, said)
        self._change(id, finished_at=now(), **changes)

    def _change(self, id: str, **changes: Any) -> Transfer:
        transfer = self._store.get(Transfer, id)
        return self._store.put(replace(transfer, updated_at=now(), **changes))

    def _writer(self, transfer: Transfer) -> Callable[[str], None]:
        return partial(self._say, transfer.id)

    def _say(self, id: str, text: str) -> None:
        self._outputs.write(id, f"{now()} {text}\n")

    def _at(self, param: str, url: str) -> Addon:
        """The database of this platform that has this URL."""
        for addon in self._store.all(Addon, state="provisioned"):
            if self._databases.url(addon) == url:
                return addon
        raise InvalidParams(
            f"Param {param} is no database of this platform. Copies go from one to the other; "
            "pg:push and pg:pull reach others."
        )

    def _name(self, addon: Addon) -> str:
        """As its app calls it."""
        own = [one for one in self._attachments.of_addon(addon) if one.app_id == addon.app_id]
        return own[0].name if own else addon.name

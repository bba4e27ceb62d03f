"""Background work: tasks that are kept, told when they break, and cancelled at the end."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any

from localheroku.model.shortage import shortage

RETRY = 2  # seconds between two looks at whether the store takes a change again

log = logging.getLogger(__name__)


class Tasks:
    """Tasks by key, most often an app's id, so that an app's work can be ended with it."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[None], str] = {}

    def start(self, key: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[task] = key
        task.add_done_callback(self._done)
        return task

    def start_alone(self, key: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """The same, unless a task of this key still runs."""
        if all(task.done() for task in self._of(key)):
            self.start(key, work())

    async def wait(self, key: str) -> None:
        """Until the tasks of this key have ended. Who waits may be cancelled; they go on."""
        if tasks := self._of(key):
            await asyncio.wait(tasks)

    def interrupt(self, key: str) -> None:
        """Cancel the tasks of this key; they end soon, `wait` says when."""
        for task in self._of(key):
            task.cancel()

    async def all(self, seconds: float | None = None) -> bool:
        """Wait for the end of all, but not longer than this; whether they have ended."""
        tasks = list(self._tasks)
        if not tasks:
            return True
        _, unfinished = await asyncio.wait(tasks, timeout=seconds)
        return not unfinished

    async def close(self) -> None:
        """Cancel all and wait for their end."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _of(self, key: str) -> list[asyncio.Task[None]]:
        return [task for task, owner in self._tasks.items() if owner == key]

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (error := task.exception()):
            log.error("background work broke off: %s", told(error))


async def until_stored(change: Callable[[], object]) -> None:
    """How something ended, which nobody would tell the store again: until it takes it."""
    while True:
        try:
            change()
            return
        except sqlite3.Error as error:
            if (lack := shortage(error)) is None:
                raise
            log.warning("what ended can't be stored yet: %s", lack)
        await asyncio.sleep(RETRY)


def told(error: BaseException) -> str:
    """For people: what the machine lacks. A fault of ours is in the log, with where it happened."""
    if (lack := shortage(error)) is None:
        log.error("this should not happen", exc_info=error)
    return lack or "the platform's log on stderr says why."

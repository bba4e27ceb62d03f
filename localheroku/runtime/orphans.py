"""Process ids on disk, so that what a killed server left running can be found and ended."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import psutil

from localheroku.runtime import strays


class Orphanage:
    """One file per running process group below `folder`, named by its leader's process id."""

    closing = False  # then nobody needs to look for strays one by one

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def note(self, pid: int) -> None:
        """Remember a group's leader, with the time of its start: process ids are used again."""
        with suppress(psutil.NoSuchProcess):
            (self._folder / str(pid)).write_text(str(psutil.Process(pid).create_time()))

    def forget(self, pid: int) -> None:
        (self._folder / str(pid)).unlink(missing_ok=True)

    def kill_all(self, homes: Path) -> None:
        """Kill the noted groups, but no stranger that has the process id now.

        Not noted are those that left their group, and the dyno that a server had just started when
        it was killed: they belong below `homes`, where nobody else has business.
        """
        for file in self._folder.iterdir():
            with suppress(psutil.NoSuchProcess, ProcessLookupError, ValueError):
                leader = psutil.Process(int(file.name))
                # The boot time that psutil counts from can move a little when the clock is set.
                if abs(leader.create_time() - float(file.read_text())) < 2:
                    os.killpg(leader.pid, signal.SIGKILL)
            file.unlink()
        strays.kill(homes)

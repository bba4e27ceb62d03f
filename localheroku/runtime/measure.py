"""What dynos use of memory and processors, in one look at all processes."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """`memory` in bytes, `cpu` in seconds since the processes that run now were started."""

    memory: int
    cpu: float


def measure(quotas: Mapping[int, int]) -> dict[int, Usage]:
    """For each dyno, named by its leader's process id; its quota says when to look closely.

    Memory that processes share counts once, as on Heroku. To find that out takes a while, and
    counted for each of them (RSS) it can only be more: if that is in order, it is good enough.
    """
    usages = {}
    for leader, family in _families(set(quotas)).items():
        memory = sum(map(_rss, family))
        if memory > quotas[leader]:
            memory = sum(map(_share, family))
        usages[leader] = Usage(memory=memory, cpu=sum(map(_cpu, family)))
    return usages


def _families(leaders: set[int]) -> dict[int, list[psutil.Process]]:
    """A leader's session, and what descends from it in sessions of its own."""
    families: defaultdict[int, list[psutil.Process]] = defaultdict(list)
    owners: dict[int, int | None] = {}
    processes = {process.pid: process for process in psutil.process_iter(["ppid"])}

    def owner(pid: int) -> int | None:
        if pid not in owners:
            owners[pid] = None  # should there be a circle
            session = _session(pid)
            known = pid in processes
            parent = processes[pid].info["ppid"] if known else None
            owners[pid] = session if session in leaders else owner(parent) if parent else None
        return owners[pid]

    for pid, process in processes.items():
        if leader := owner(pid):
            families[leader].append(process)
    return families


def _session(pid: int) -> int | None:
    with suppress(OSError):
        return os.getsid(pid)
    return None


def _rss(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def _share(process: psutil.Process) -> int:
    """Shared pages in proportion; where the system doesn't say (macOS), without them."""
    with suppress(psutil.Error):
        found = process.memory_full_info()
        return int(getattr(found, "pss", found.uss))
    return 0


def _cpu(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0

"""The lines that the feature log-runtime-metrics writes for each dyno.

https://devcenter.heroku.com/articles/log-runtime-metrics
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from localheroku.runtime.measure import Usage

MB = 1 << 20
MINUTES = (1, 5, 15)


class RuntimeMetrics:
    """Of one process of a dyno, from its start to its end.

    Load is not the machine's, which all dynos share here, but the processors that the dyno used.
    """

    def __init__(self, name: str, id: str, quota: int) -> None:
        self._source = f"source={name} dyno=heroku.{id}"
        self._quota = quota
        self._averages = dict.fromkeys(MINUTES, 0.0)
        self._at = time.monotonic()
        self._cpu = 0.0

    def lines(self, usage: Usage) -> Iterator[str]:
        self._average(usage.cpu)
        loads = (f"sample#load_avg_{m}m={load:.2f}" for m, load in self._averages.items())
        yield f"{self._source} {' '.join(loads)}"
        memory = usage.memory / MB
        yield (
            f"{self._source} sample#memory_total={memory:.2f}MB sample#memory_rss={memory:.2f}MB "
            "sample#memory_cache=0.00MB sample#memory_swap=0.00MB sample#memory_pgpgin=0pages "
            f"sample#memory_pgpgout=0pages sample#memory_quota={self._quota / MB:.2f}MB"
        )

    def _average(self, cpu: float) -> None:
        """As the kernel does: the older, the less it counts."""
        now = time.monotonic()
        passed = max(now - self._at, 0.001)
        # A child that has ended takes its seconds along.
        load = max(cpu - self._cpu, 0) / passed
        for minutes, former in self._averages.items():
            kept = math.exp(-passed / (60 * minutes))
            self._averages[minutes] = former * kept + load * (1 - kept)
        self._at, self._cpu = now, cpu

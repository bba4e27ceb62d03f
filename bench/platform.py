"""A platform with fifty apps against one with one app, and how long a rebuild takes.

    .venv/bin/python bench/platform.py [APPS]

Every app is `web/` with one web dyno. Goals: the API answers within twice the time that it takes
with one app, and a rebuild of `web/` with unchanged requirements takes less than 3 s. Of each
request the quickest of many counts: whatever else the machine does makes them only slower.
Memory is of the platform and of all that it started, shared pages in proportion (PSS).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import psutil
from trial import Trial, archive, trial

REPEAT = 40


def main(apps: int) -> None:
    """Print the answers with one app and with many, then memory, then builds."""
    with trial() as platform:
        first = platform.create()
        platform.add_database(first)
        builds = [platform.build(first, archive(f"{number}")) for number in range(4)]
        platform.wait_up(first)
        alone = measure(platform, first)
        before = memory(platform)
        grow(platform, first, apps - 1)
        print(f"{'':32}{'1 app':>9} {f'{apps} apps':>11} ratio (goal: below 2)")
        for name, crowded in measure(platform, first).items():
            ratio = crowded / alone[name]
            print(f"{name:32}{alone[name]:6.2f} ms {crowded:8.2f} ms {ratio:5.2f}")
        print_memory(before, memory(platform), apps)
    rebuild = statistics.median(builds[1:])
    print(f"first build {builds[0]:.1f} s, rebuilds {rebuild:.2f} s (goal: below 3)")


def grow(platform: Trial, first: str, apps: int) -> None:
    """More apps with the code and the database of the first, each with a dyno that is up."""
    (addon,) = platform.get(f"/apps/{first}/addons")
    slug = platform.get(f"/apps/{first}/releases")[-1]["slug"]["id"]
    for name in [platform.create() for _ in range(apps)]:
        platform.post("/addon-attachments", {"addon": addon["id"], "app": name})
        platform.post(f"/apps/{name}/releases", {"slug": slug})
        platform.wait_up(name)


def measure(platform: Trial, app: str) -> dict[str, float]:
    """In ms."""
    api, counter = platform.api, iter(range(10**6))
    requests: dict[str, Callable[[], object]] = {
        "GET /account": lambda: api.get("/account"),
        "GET /apps": lambda: api.get("/apps"),
        "GET /apps/A": lambda: api.get(f"/apps/{app}"),
        "GET /apps/A/releases": lambda: api.get(f"/apps/{app}/releases"),
        "GET /apps/A/dynos": lambda: api.get(f"/apps/{app}/dynos"),
        "GET /apps/A/formation": lambda: api.get(f"/apps/{app}/formation"),
        "GET /apps/A/config-vars": lambda: api.get(f"/apps/{app}/config-vars"),
        "GET /addons": lambda: api.get("/addons"),
    }
    found = {name: quickest(request) for name, request in requests.items()}
    name = "PATCH /apps/A/config-vars"
    path = f"/apps/{app}/config-vars"
    found[name] = quickest(lambda: api.patch(path, json={"N": str(next(counter))}), repeat=5)
    platform.wait_up(app)
    return found


def quickest(request: Callable[[], object], repeat: int = REPEAT) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        request()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def memory(platform: Trial) -> tuple[float, float]:
    """MB of the platform itself, and of everything that it started."""
    started = platform.process.children(recursive=True)
    return share(platform.process), sum(map(share, started))


def share(process: psutil.Process) -> float:
    """Nothing for a process that has ended meanwhile."""
    with suppress(psutil.NoSuchProcess):
        return float(process.memory_full_info().pss / 1e6)
    return 0


def print_memory(one: tuple[float, float], many: tuple[float, float], apps: int) -> None:
    for name, before, after in zip(("platform", "dynos and PostgreSQL"), one, many, strict=True):
        each = (after - before) / (apps - 1)
        print(f"{name:32}{before:6.0f} MB {after:8.0f} MB, {each:.1f} MB per app")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)

"""A platform with fifty apps against one with one app, and how long a rebuild takes.

    .venv/bin/python bench/platform.py [APPS]

Every app is `web/` with one web dyno. Both platforms run side by side and are asked in turn, in
many short rounds: of each round the quickest answers count, since whatever else the machine does
makes them only slower, and the ratio is the median of the rounds.

Goals: the API answers within twice the time that it takes with one app, and a rebuild of `web/`
with unchanged requirements takes less than 3 s. Found: 1.0 for what is of one app, 1.4 for the list
of attachments, 1.8 for the list of apps, which is fifty times as long; rebuilds of 0.6 s; no more
of the platform and 45 MB of dyno per app.

Memory is of the platform and of all that it started, shared pages in proportion (PSS).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import psutil
from trial import Trial, archive, trial

ROUNDS = 12
REPEAT = 8


def main(apps: int) -> None:
    """Print the answers with one app and with many, then memory, then builds."""
    with trial() as lone, trial() as crowded:
        one, _ = start(lone)
        first, builds = start(crowded)
        before = memory(crowded)
        grow(crowded, first, apps - 1)
        compare(requests(lone, one), requests(crowded, first), apps)
        print_memory(before, memory(crowded), apps)
    rebuild = statistics.median(builds[1:])
    print(f"first build {builds[0]:.1f} s, rebuilds {rebuild:.2f} s (goal: below 3)")


def start(platform: Trial) -> tuple[str, list[float]]:
    """An app with a database and a dyno that is up, and how long its builds took."""
    app = platform.create()
    platform.add_database(app)
    builds = [platform.build(app, archive(f"{number}")) for number in range(4)]
    platform.wait_up(app)
    return app, builds


def grow(platform: Trial, first: str, apps: int) -> None:
    """More apps with the code and the database of the first, each with a dyno that is up."""
    (addon,) = platform.get(f"/apps/{first}/addons")
    slug = platform.get(f"/apps/{first}/releases")[-1]["slug"]["id"]
    for name in [platform.create() for _ in range(apps)]:
        platform.post("/addon-attachments", {"addon": addon["id"], "app": name})
        platform.post(f"/apps/{name}/releases", {"slug": slug})
        platform.wait_up(name)


def requests(platform: Trial, app: str) -> dict[str, Callable[[], float]]:
    """What is compared; each answers with its seconds."""
    api, counter = platform.api, iter(range(10**6))
    config_vars = f"/apps/{app}/config-vars"

    def change() -> float:
        took = seconds(lambda: api.patch(config_vars, json={"N": str(next(counter))}))
        platform.wait_up(app)
        return took

    paths = {
        "GET /account": "/account",
        "GET /apps": "/apps",
        "GET /apps/A": f"/apps/{app}",
        "GET /apps/A/releases": f"/apps/{app}/releases",
        "GET /apps/A/dynos": f"/apps/{app}/dynos",
        "GET /apps/A/formation": f"/apps/{app}/formation",
        "GET /apps/A/config-vars": config_vars,
        "GET /addons": "/addons",
        "GET /addon-attachments": "/addon-attachments",
    }
    asking = {name: partial(quickest, partial(api.get, path)) for name, path in paths.items()}
    return {**asking, "PATCH /apps/A/config-vars": change}


def compare(
    alone: dict[str, Callable[[], float]], crowded: dict[str, Callable[[], float]], apps: int
) -> None:
    print(f"{'':32}{'1 app':>9} {f'{apps} apps':>11} ratio (goal: below 2)")
    for name in alone:
        rounds = [(alone[name]() * 1000, crowded[name]() * 1000) for _ in range(ROUNDS)]
        one, many = (min(times) for times in zip(*rounds, strict=True))
        ratio = statistics.median(many / one for one, many in rounds)
        print(f"{name:32}{one:6.2f} ms {many:8.2f} ms {ratio:5.2f}")


def quickest(request: Callable[[], object]) -> float:
    return min(seconds(request) for _ in range(REPEAT))


def seconds(request: Callable[[], object]) -> float:
    start = time.perf_counter()
    request()
    return time.perf_counter() - start


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

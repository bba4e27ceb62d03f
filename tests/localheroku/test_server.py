"""The front door: `python -m localheroku`, from its first line to its end."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from localheroku.listener import listen
from tests.localheroku import plain
from tests.localheroku.dashboard.visitor import Visitor
from tests.localheroku.platform import KEY, ROOT, Platform, launch


@pytest.fixture
def fresh(data: Path) -> Iterator[Platform]:
    """A platform of the test's own."""
    platform = Platform(data)
    yield platform
    if platform.process.poll() is None:
        platform.stop()


def refused(folder: Path, *arguments: str) -> tuple[int, str]:
    process = launch(folder, *arguments, log=subprocess.PIPE)
    output, error = process.communicate(timeout=30)
    assert output == ""
    return process.returncode, error


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_line_is_the_address_and_it_answers(platform: Platform) -> None:
    assert platform.get("/account").status_code == 200


def test_the_address_is_written_into_the_folder(platform: Platform) -> None:
    assert (platform.folder / "address").read_text() == f"{platform.address}\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_status_0(data: Path, number: signal.Signals) -> None:
    assert Platform(data).stop(number) == 0


def test_it_ends_while_somebody_follows_a_log(fresh: Platform) -> None:
    fresh.post("/apps", {"name": "followed"})
    url = fresh.post("/apps/followed/log-sessions", {"tail": True}).json()["logplex_url"]
    with plain.stream("GET", url, timeout=30) as stream:
        lines = stream.iter_lines()
        next(lines)
        status = fresh.stop()

        assert status == 0
        assert not any("Traceback" in line for line in lines)


def test_an_empty_dashboard_says_what_to_do_and_ends_with_the_platform(fresh: Platform) -> None:
    visitor = Visitor(fresh)
    with visitor.client.stream("GET", "/live") as stream:
        lines = stream.iter_lines()
        told = [next(lines), next(lines)]
        status = fresh.stop()
        rest = list(lines)

    assert "No apps yet" in told[1]
    assert "make up" in told[1]
    assert (status, rest) == (0, [""])


def test_the_folder_is_private(platform: Platform) -> None:
    assert mode(platform.folder) == 0o700
    for file in ("address", "platform.sqlite3"):
        assert mode(platform.folder / file) & 0o077 == 0


def test_a_key_is_made_when_none_is_given(data: Path) -> None:
    command = [sys.executable, "-m", "localheroku", "--data", str(data)]
    with subprocess.Popen(
        command, cwd=ROOT, env={}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        key = (data / "api-key").read_text().strip()
        status = plain.get(f"{address}/account", auth=("", key)).status_code
        process.terminate()

    assert (status, mode(data / "api-key"), len(key)) == (200, 0o600, 64)


def test_a_second_one_on_the_same_folder_is_refused(platform: Platform) -> None:
    status, error = refused(platform.folder)

    assert status == 1
    assert error == f"localheroku: Another localheroku is running on {platform.folder}.\n"


def test_a_taken_port_is_refused(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, error = refused(data, f"--port={port}")

    assert status == 1
    assert error.startswith(f"localheroku: Port {port} can't be used: Address already in use.")


def test_a_bad_port_is_refused(data: Path) -> None:
    status, error = refused(data, "--port=99999")

    assert status == 2
    assert "0 to 65535 is accepted" in error


def test_started_again_it_keeps_its_port(fresh: Platform) -> None:
    former = fresh.address
    fresh.stop()
    fresh.start()

    assert fresh.address == former


def test_a_former_port_that_is_taken_is_replaced() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        former = taken.getsockname()[1]
        with listen(0, former) as listener:
            assert listener.getsockname()[1] != former


def test_it_listens_on_loopback_only(platform: Platform) -> None:
    used = psutil.Process(platform.process.pid).net_connections()

    assert {each.laddr.ip for each in used if each.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_help_tells_where_address_and_key_are() -> None:
    command = [sys.executable, "-m", "localheroku", "--help"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "DIR/address" in text
    assert "DIR/api-key" in text


def test_the_key_is_accepted_as_a_bearer_token(platform: Platform) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}

    assert plain.get(f"{platform.address}/account", headers=headers).status_code == 200


def test_a_start_imports_no_library_that_most_runs_never_use() -> None:
    program = "import sys, localheroku.__main__, localheroku.server; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert {"httpx", "jinja2", "cryptography"}.isdisjoint(done.stdout.split())

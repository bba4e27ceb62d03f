"""One-off dynos over HTTP and rendezvous: what a client types reaches the command, and back."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from localheroku.runtime.certificate_authority import sign
from tests.localheroku import plain
from tests.localheroku.attached import Attached
from tests.localheroku.platform import App, Platform
from tests.waiting import wait_until

Run = Callable[..., Attached]
PIPES = {"force_no_tty": True}


def start(app: App, command: str, **wish: Any) -> dict[str, Any]:
    answer = app.post("/dynos", {"command": command, "attach": True, **wish})
    assert answer.status_code == 201, answer.text
    dyno: dict[str, Any] = answer.json()
    return dyno


def attach(platform: Platform, dyno: dict[str, Any]) -> Attached:
    return Attached(dyno["attach_url"], platform.folder / "tls" / "ca.pem")


@pytest.fixture
def run(platform: Platform, deployed: App) -> Run:
    """Starts a command, and attaches to it."""
    return lambda command, **wish: attach(platform, start(deployed, command, **wish))


def log(app: App, **wish: object) -> str:
    return plain.get(app.post("/log-sessions", wish).json()["logplex_url"]).text


def states(app: App) -> dict[str, str]:
    return {one["name"]: one["state"] for one in app.get("/dynos")}


def test_a_client_is_greeted_and_gets_the_output(run: Run) -> None:
    with run("echo out; echo err >&2") as client:
        assert client.greeting == b"rendezvous\r\n"
        assert client.rest() == b"out\r\nerr\r\n"


def test_a_command_finds_a_terminal_of_the_clients_size(run: Run) -> None:
    with run("tty; stty size", env={"COLUMNS": 101, "LINES": "33"}) as client:
        assert re.fullmatch(rb"/dev/\S+\r\n33 101\r\n", client.rest())


@pytest.mark.parametrize("size", ["", "0", "-1", "99999", "many", "¹"])
def test_a_senseless_size_is_the_usual_one(run: Run, size: str) -> None:
    with run("stty size", env={"COLUMNS": size, "LINES": size}) as client:
        assert client.rest() == b"24 80\r\n"


def test_an_interactive_shell_has_job_control(run: Run) -> None:
    with run("bash --norc") as client:
        client.type("sleep 100 & jobs; fg")
        client.until("[1]+  Running")
        client.send(b"\x03")
        client.type("jobs | wc -l; exit")

        assert re.search(rb"\b0\r\n", client.rest())


def test_ctrl_c_reaches_the_foreground_process(run: Run) -> None:
    with run("bash --norc") as client:
        client.type("sh -c 'echo be\"\"fore; exec sleep 100'")
        client.until("before")
        client.send(b"\x03")
        client.type("echo af''ter: $?; exit")

        assert "after: 130" in client.until("after: 130")


def test_a_python_shell_answers(run: Run) -> None:
    with run("python -q", env={"TERM": "dumb"}) as client:
        client.until(">>> ")
        client.type("6 * 7")
        client.until("42")
        client.send(b"\x04")

        assert b"Traceback" not in client.rest()


def test_pipes_carry_bytes_and_an_end_of_input(run: Run) -> None:
    with run("tty; cat; echo over", **PIPES) as client:
        client.send(b"in\x04")

        assert client.rest() == b"not a tty\ninover\n"


def test_an_end_of_input_with_more_behind_it_is_data(run: Run) -> None:
    with run("cat", **PIPES) as client:
        client.send(b"a\x04")
        client.send(b"b\x04c")
        client.send(b"\x04")

        assert client.rest() == b"a\x04b\x04c"


def test_input_that_nobody_reads_does_no_harm(run: Run) -> None:
    with run("exec <&-; echo closed; sleep 0.2; echo over", **PIPES) as client:
        client.until("closed\n")
        client.send(b"x" * 1_000_000 + b"\x04")

        assert client.rest() == b"over\n"


def test_a_secret_is_good_once(platform: Platform, deployed: App) -> None:
    dyno = start(deployed, "cat")
    with attach(platform, dyno), attach(platform, dyno) as second:
        assert second.greeting == b""


def test_another_secret_opens_nothing(platform: Platform, deployed: App) -> None:
    dyno = start(deployed, "true")
    with attach(platform, {"attach_url": f"{dyno['attach_url']}x"}) as client:
        assert client.greeting == b""


def test_only_tls_is_spoken(deployed: App) -> None:
    url = httpx.URL(start(deployed, "true")["attach_url"].replace("rendezvous", "http"))
    with socket.create_connection((url.host, url.port), timeout=20) as plain:
        plain.sendall(f"{url.path[1:]}\r\n".encode())

        assert b"rendezvous" not in plain.recv(1024)


def test_a_client_that_does_not_know_the_authority_refuses(
    tmp_path: Path, platform: Platform, deployed: App
) -> None:
    other = tmp_path / "ca.pem"
    other.write_text(sign(timedelta(days=1)).authority)
    url = start(deployed, "true")["attach_url"]

    with pytest.raises(ssl.SSLCertVerificationError):
        Attached(url, other)


def test_an_attached_dynos_output_is_not_in_the_log(platform: Platform, deployed: App) -> None:
    dyno = start(deployed, "echo sec''ret")
    with attach(platform, dyno) as client:
        assert client.rest() == b"secret\r\n"
    wait_until(lambda: "to complete" in log(deployed, dyno=dyno["name"]))
    lines = log(deployed, dyno=dyno["name"])

    assert "Awaiting client" in lines
    assert "Process exited with status 0" in lines
    assert "secret" not in lines


def test_an_attached_dyno_is_listed_until_its_end(platform: Platform, deployed: App) -> None:
    dyno = start(deployed, "cat", type="console")
    before = deployed.get(f"/dynos/{dyno['name']}")
    with attach(platform, dyno) as client:
        client.type("hello")
        client.until("hello")
        during = deployed.get(f"/dynos/{dyno['name']}")
    wait_until(lambda: dyno["name"] not in states(deployed))

    assert dyno["name"].startswith("console.")
    assert (before["state"], before["attach_url"]) == ("starting", dyno["attach_url"])
    assert (during["state"], during["attach_url"]) == ("up", None)


def test_a_client_that_leaves_ends_the_dyno(platform: Platform, deployed: App) -> None:
    dyno = start(
        deployed, "trap 'echo $? hung up > /dev/null; exit 7' HUP; echo ready; sleep 100 & wait"
    )
    with attach(platform, dyno) as client:
        client.until("ready")
    wait_until(lambda: "to complete" in log(deployed, dyno=dyno["name"]))
    lines = log(deployed, dyno=dyno["name"])

    assert "Client connection closed. Sending SIGHUP to all processes" in lines
    assert "Process exited with status 7" in lines


def test_a_client_that_leaves_unread_input_ends_the_dyno(platform: Platform, deployed: App) -> None:
    dyno = start(deployed, "sleep 100", **PIPES)
    with attach(platform, dyno) as client:
        client.send(bytes(700_000))
    wait_until(lambda: dyno["name"] not in states(deployed))

    assert "Client connection closed" in log(deployed, dyno=dyno["name"])


def test_nothing_of_an_ended_dyno_is_left(run: Run) -> None:
    with run("bash --norc") as client:
        client.type("trap '' HUP TERM; sleep 100 & echo pid''=$!")
        client.until("pid=")
        pid = int(client.until("\r\n"))
        client.type("exit; exit")
        client.rest()
    wait_until(lambda: not psutil.pid_exists(pid))


def test_a_dyno_that_is_stopped_lets_its_client_go(platform: Platform, deployed: App) -> None:
    dyno = start(deployed, "echo ready; sleep 100")
    with attach(platform, dyno) as client:
        client.until("ready")
        deployed.delete(f"/dynos/{dyno['name']}")
        client.rest()
    wait_until(lambda: dyno["name"] not in states(deployed))

    assert "Stopping all processes with SIGTERM" in log(deployed, dyno=dyno["name"])


def test_a_dyno_that_nobody_attached_to_can_be_stopped(platform: Platform, deployed: App) -> None:
    dyno = start(deployed, "true")
    deployed.delete(f"/dynos/{dyno['name']}")
    wait_until(lambda: dyno["name"] not in states(deployed))
    with attach(platform, dyno) as client:
        assert client.greeting == b""


def test_a_destroyed_app_lets_its_clients_go(platform: Platform, app: App, code: str) -> None:
    app.post("/releases", {"slug": code})
    with attach(platform, start(app, "echo ready; sleep 100")) as client:
        client.until("ready")
        app.delete()

        assert client.rest() == b"\r\n"


def test_a_time_to_live_ends_the_dyno(run: Run) -> None:
    with run("echo ready; sleep 100", time_to_live=1) as client:
        assert client.rest() == b"ready\r\n"


def test_a_client_that_does_not_read_stops_the_command(platform: Platform, run: Run) -> None:
    server = psutil.Process(platform.process.pid)
    before = server.memory_info().rss
    with run("head -c 60000000 /dev/zero; echo over", **PIPES) as client:
        client.until("\0")
        wait_until(
            lambda: all(
                one.name() != "head" or one.status() == "sleeping"
                for one in server.children(recursive=True)
            )
        )
        grown = server.memory_info().rss - before

        assert client.rest().endswith(b"over\n")
        assert grown < 20_000_000

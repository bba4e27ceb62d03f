"""`heroku run`: a terminal, pipes, exit statuses, and what goes on without anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.localheroku.cli.heroku import Heroku
from tests.localheroku.cli.terminal import Terminal
from tests.localheroku.platform import App
from tests.waiting import wait_until


@pytest.fixture
def bash(heroku: Heroku, deployed: App) -> Iterator[Terminal]:
    with Terminal(heroku, "run", "-a", deployed.name, "bash --norc") as terminal:
        terminal.until("bash-")
        yield terminal


def test_a_shell_has_the_terminals_size(bash: Terminal) -> None:
    bash.type("stty size; tty")

    assert re.search(r"33 101\s+/dev/", bash.until("/dev/"))


def test_ctrl_c_interrupts_a_command_and_not_the_shell(bash: Terminal) -> None:
    bash.type("sh -c 'echo be\"\"fore; exec sleep 100'")
    bash.until("before")
    bash.type("\x03", end="")
    bash.type("echo still he''re; exit")
    bash.until("still here")

    assert bash.wait() == 0


def test_a_python_shell_answers(heroku: Heroku, deployed: App) -> None:
    with Terminal(heroku, "run", "-a", deployed.name, "python -q") as python:
        python.until(">>> ")
        python.type("6 * 7")
        python.until("42")
        python.type("exit()")

        assert python.wait() == 0


@pytest.mark.parametrize("options", [[], ["--no-tty"]], ids=["tty", "no-tty"])
def test_an_exit_status_arrives(heroku: Heroku, deployed: App, options: list[str]) -> None:
    command = ["sh -c 'echo said; exit 3'"]
    said = heroku("run", "-x", *options, "-a", deployed.name, "--", *command, status=3)

    assert "said" in said


def test_a_variable_a_size_and_a_type_arrive(heroku: Heroku, deployed: App) -> None:
    options = ["-e", "GREETING=hello", "--size", "standard-1x", "--type", "console"]
    said = heroku("run", *options, "-a", deployed.name, "--", "echo $GREETING $DYNO")

    assert re.search(r"hello console\.\d+", said)


def test_piped_input_arrives_and_ends(heroku: Heroku, deployed: App) -> None:
    said = heroku("run", "--no-tty", "-a", deployed.name, "cat; echo over", told="piped in\n")

    assert "piped in over" in said


def test_a_detached_command_writes_into_the_log(heroku: Heroku, deployed: App) -> None:
    said = heroku("run:detached", "-a", deployed.name, "echo on its own")
    name = re.search(r"run\.\d+", said)
    assert name, said

    wait_until(lambda: f"app[{name[0]}]: on its own" in heroku("logs", "-a", deployed.name))


def test_a_shell_that_runs_is_listed_and_stopped(heroku: Heroku, deployed: App) -> None:
    with Terminal(heroku, "run", "-a", deployed.name, "echo ready; sleep 100") as terminal:
        terminal.until("ready")
        name = next(one["name"] for one in deployed.get("/dynos") if one["type"] == "run")
        listed = heroku("ps", "-a", deployed.name)
        heroku("ps:stop", "-a", deployed.name, "--dyno-name", name)

        assert name in listed
        assert terminal.wait() == 0

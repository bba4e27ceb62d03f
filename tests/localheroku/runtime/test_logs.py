"""The log buffer keeps what Logplex would keep, through restarts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest

from localheroku.runtime.logs import LogBuffer, LogLine
from tests.localheroku.runtime.conftest import take

pytestmark = pytest.mark.anyio


@pytest.fixture
def open_logs(tmp_path: Path) -> Iterator[Callable[[], LogBuffer]]:
    """Opens a small buffer on the same folder as often as it is called."""
    opened: list[LogBuffer] = []

    def open_again() -> LogBuffer:
        opened.append(LogBuffer(tmp_path, capacity=10))
        return opened[-1]

    yield open_again
    for buffer in opened:
        buffer.close()


@pytest.fixture
def logs(open_logs: Callable[[], LogBuffer]) -> LogBuffer:
    return open_logs()


def texts(lines: list[LogLine]) -> list[str]:
    return [line.text for line in lines]


async def test_a_line_prints_as_heroku_logs_does(logs: LogBuffer) -> None:
    logs.write("app", "app", "web.1", "hello")

    line = str(logs.recent("app")[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 app\[web\.1\]: hello", line)


async def test_each_line_of_a_text_is_a_line_of_the_log(logs: LogBuffer) -> None:
    logs.write("app", "app", "web.1", "one\ntwo\n")

    assert texts(logs.recent("app")) == ["one", "two"]


async def test_a_long_line_is_cut_into_pieces_as_logplex_does(logs: LogBuffer) -> None:
    logs.write("app", "app", "web.1", "x" * 10_001)

    assert texts(logs.recent("app")) == ["x" * 10_000, "x"]


async def test_recent_gives_the_newest_lines_in_order(logs: LogBuffer) -> None:
    for number in range(5):
        logs.write("app", "app", "web.1", str(number))

    assert texts(logs.recent("app", lines=2)) == ["3", "4"]


async def test_a_process_type_selects_all_its_dynos(logs: LogBuffer) -> None:
    for dyno in ("web.1", "web.2", "webhook.1", "web"):
        logs.write("app", "app", dyno, dyno)

    assert texts(logs.recent("app", dyno="web")) == ["web.1", "web.2", "web"]


async def test_a_source_selects_the_lines_of_app_or_platform(logs: LogBuffer) -> None:
    logs.write("app", "app", "web.1", "mine")
    logs.write("app", "heroku", "router", "theirs")

    assert texts(logs.recent("app", source="heroku")) == ["theirs"]


async def test_apps_see_only_their_own_lines(logs: LogBuffer) -> None:
    logs.write("one", "app", "web.1", "of one")

    assert logs.recent("two") == []


async def test_looking_at_an_app_without_lines_makes_no_file(
    logs: LogBuffer, tmp_path: Path
) -> None:
    logs.recent("app")

    assert list(tmp_path.iterdir()) == []


async def test_only_the_newest_lines_are_kept(logs: LogBuffer, tmp_path: Path) -> None:
    for number in range(35):
        logs.write("app", "app", "web.1", str(number))

    assert texts(logs.recent("app")) == [str(number) for number in range(25, 35)]
    assert sum(file.read_text().count("\n") for file in tmp_path.iterdir()) <= 20


async def test_a_restart_keeps_lines_and_ids(
    logs: LogBuffer, open_logs: Callable[[], LogBuffer]
) -> None:
    for number in range(13):
        logs.write("app", "app", "web.1", str(number))
    before = logs.recent("app")

    again = open_logs()
    assert again.recent("app") == before
    again.write("app", "app", "web.1", "next")
    assert again.recent("app")[-1].id == before[-1].id + 1


async def test_a_line_cut_short_by_a_crash_is_dropped(
    logs: LogBuffer, open_logs: Callable[[], LogBuffer], tmp_path: Path
) -> None:
    logs.write("app", "app", "web.1", "whole")
    with (tmp_path / "app.log").open("a") as file:
        file.write('[2, "2024-05-')

    open_logs().write("app", "app", "web.1", "next")

    assert texts(open_logs().recent("app")) == ["whole", "next"]


async def test_log_files_are_private(logs: LogBuffer, tmp_path: Path) -> None:
    logs.write("app", "app", "web.1", "hello")

    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


async def test_followers_get_what_was_and_what_comes(logs: LogBuffer) -> None:
    logs.write("app", "app", "web.1", "before")
    first = logs.recent("app")[0].id
    async with anyio.create_task_group() as group:
        group.start_soon(write_soon, logs)
        lines = await take(logs.follow("app", after=first - 1), 3)

    assert texts(lines) == ["before", "after 1", "after 2"]


async def write_soon(logs: LogBuffer) -> None:
    await anyio.sleep(0)
    logs.write("app", "app", "web.1", "after 1")
    await anyio.sleep(0)
    logs.write("app", "heroku", "router", "after 2")


async def test_followers_resume_after_the_line_they_saw(logs: LogBuffer) -> None:
    for number in range(3):
        logs.write("app", "app", "web.1", str(number))
    seen = logs.recent("app")[1].id

    assert texts(await take(logs.follow("app", after=seen), 1)) == ["2"]


async def test_forgetting_an_app_ends_its_followers_and_deletes_its_files(
    logs: LogBuffer, tmp_path: Path
) -> None:
    logs.write("app", "app", "web.1", "hello")
    async with anyio.create_task_group() as group:
        group.start_soon(forget_soon, logs)
        lines = [line async for line in logs.follow("app", after=0)]

    assert texts(lines) == ["hello"]
    assert list(tmp_path.iterdir()) == []


async def forget_soon(logs: LogBuffer) -> None:
    await anyio.sleep(0)
    logs.forget("app")


def test_a_log_that_can_t_be_written_goes_on_in_memory_and_is_written_later(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    logs = LogBuffer(folder, capacity=10, retry=0)
    shutil.rmtree(folder)
    for number in range(3):
        logs.write("app", "app", "web.1", f"{number}")
    folder.mkdir()
    logs.write("app", "app", "web.1", "3")
    logs.close()
    again = LogBuffer(folder)
    kept = again.recent("app")
    again.close()

    assert texts(kept) == ["0", "1", "2", "3"]


def test_a_log_whose_file_is_lost_goes_on_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    logs = LogBuffer(folder, capacity=3)
    logs.write("app", "app", "web.1", "0")
    shutil.rmtree(folder)
    for number in range(1, 5):  # the third line is to go into a new file
        logs.write("app", "app", "web.1", f"{number}")
    kept = logs.recent("app")
    logs.close()

    assert texts(kept) == ["2", "3", "4"]

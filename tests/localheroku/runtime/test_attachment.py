"""An attached dyno awaits its client, but not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from localheroku.runtime.attachment import Attachment
from localheroku.runtime.dyno import Dyno
from localheroku.runtime.dyno_spec import DynoSpec
from localheroku.runtime.lines import Pipes
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.rendezvous import Meeting, Rendezvous
from localheroku.runtime.supervisor import Supervisor
from tests.localheroku.runtime.conftest import Wait
from tests.localheroku.runtime.slugs import make_slug

pytestmark = pytest.mark.anyio


@pytest.fixture
async def meeting() -> Meeting:
    return Rendezvous().arrange()


@pytest.fixture
def logs(tmp_path: Path) -> LogBuffer:
    return LogBuffer(tmp_path / "logs")


@pytest.fixture
async def supervisor(tmp_path: Path, logs: LogBuffer) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "dynos", logs)
    await supervisor.open()
    yield supervisor
    await supervisor.close()
    logs.close()


def awaiting(supervisor: Supervisor, folder: Path, meeting: Meeting, patience: float) -> Dyno:
    spec = DynoSpec(app_id="app", name="run.1", command="true", env={}, slug=make_slug(folder, {}))
    return supervisor.one_off(spec, Attachment(meeting, Pipes(), patience=patience))


async def test_a_dyno_that_nobody_attaches_to_ends(
    tmp_path: Path, supervisor: Supervisor, logs: LogBuffer, meeting: Meeting
) -> None:
    dyno = awaiting(supervisor, tmp_path, meeting, 0.01)
    status = await supervisor.run_once(dyno)

    assert (status, dyno.state, meeting.over) == (1, "down", True)
    assert [line.text for line in logs.recent("app")] == [
        "Awaiting client",
        "Error R13 (Attach error) -> Failed to attach to process",
        "State changed from starting to complete",
    ]


async def test_a_dyno_that_awaits_a_client_ends_with_the_supervisor(
    tmp_path: Path, supervisor: Supervisor, logs: LogBuffer, meeting: Meeting, wait_until: Wait
) -> None:
    dyno = awaiting(supervisor, tmp_path, meeting, 60)
    running = asyncio.create_task(supervisor.run_once(dyno))
    await wait_until(lambda: logs.recent("app"))
    await supervisor.close()

    assert await running == 1

"""A schedule's backups make room for its newest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from localheroku.control.attachments import Attachments
from localheroku.control.backups import Backups
from localheroku.control.databases import Databases
from localheroku.control.outputs import Outputs
from localheroku.control.tasks import Tasks
from localheroku.control.transfers import Transfers
from localheroku.model.addon import Addon
from localheroku.model.address import Address
from localheroku.model.app import App
from localheroku.model.identity import now
from localheroku.model.store import Store
from localheroku.model.transfer_schedule import TransferSchedule
from localheroku.runtime.outbound import Outbound
from localheroku.runtime.postgres_dumps import Line
from localheroku.runtime.postgres_figures import DatabaseFigures

NOW = now()
APP = App(id="a", name="a", region="us", stack="s", build_stack="s", created_at=NOW, updated_at=NOW)
ADDON = Addon(
    id="d", app_id="a", name="d", plan="p", state="provisioned", created_at=NOW, updated_at=NOW
)
SCHEDULE = TransferSchedule(
    id="s", addon_id="d", name="N", hour=2, timezone="UTC", created_at=NOW, updated_at=NOW
)


class Quick(Databases):
    """Dumps without a server."""

    def __init__(self) -> None:
        pass

    async def figures(self, addon: Addon) -> DatabaseFigures:
        return DatabaseFigures(version="16", bytes=9, tables=1, connections=0)

    async def dump(self, addon: Addon, file: Path, line: Line) -> None:
        file.write_text("a dump")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.sqlite3")
    store.add(APP)
    store.add(ADDON)
    yield store
    store.close()


def transfers(store: Store, folder: Path, tasks: Tasks) -> Transfers:
    return Transfers(
        store,
        Quick(),
        Attachments(store, lambda *_, **__: pytest.fail("a backup makes no release")),
        Backups(folder / "backups", Address(1, 2), Outbound()),
        Outputs(store, folder / "outputs"),
        tasks,
    )


@pytest.mark.anyio
async def test_a_schedule_keeps_seven_backups_and_leaves_others_alone(
    store: Store, tmp_path: Path
) -> None:
    tasks = Tasks()
    made = transfers(store, tmp_path, tasks)
    for schedule in (None, *[SCHEDULE] * 9):
        made.capture(ADDON, schedule)
        await tasks.all()
    names = [one.name for one in made.of(APP)]

    assert names == ["b001", "a004", "a005", "a006", "a007", "a008", "a009", "a010"]
    assert len(list((tmp_path / "backups").iterdir())) == len(names)

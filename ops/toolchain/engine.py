"""An engine that was found, before its plugins are there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from ops.toolchain.child import said
from ops.toolchain.errors import UnavailableError

# A cold start from a slow disk.
PATIENCE = 30


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A `pulumi` that can be run."""

    pulumi: Path
    version: str
    origin: str
    path: tuple[Path, ...] = ()
    # Whether its makers' plugins can be reached too.
    official: bool = True


def version_of(pulumi: Path, *, home: Path) -> str:
    """What `pulumi version` says, such as 3.256.0. Raises UnavailableError when it says nothing.

    Asked with the trial's home: an engine makes its folder there on any command.
    """
    environment = os.environ | {"PULUMI_HOME": str(home), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = said([pulumi, "version"], seconds=PATIENCE, environment=environment)
    except UnavailableError as error:
        raise UnavailableError(f"`{pulumi} version` did not work: {error}") from None
    found = re.match(r"v?(\d+\.\d+\.\d+\S*)", answer)
    if not found:
        raise UnavailableError(f"`{pulumi} version` said {answer.strip()!r}, which is no version")
    return found[1]


def numbers(version: str) -> tuple[int, ...]:
    """To compare versions by: (3, 256, 0) for 3.256.0 and for 3.256.0-alpha.1."""
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("-")[0])[:3])

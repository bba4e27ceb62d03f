"""How `pulumi` gets onto the machine: by itself, in the first of three ways that works.

    on_path         a `pulumi` that is there already and new enough
    download        the official release, checked
    engine_build    the same engine as a Go tool, where only package registries can be reached

and what it needs to run this project: see `plugins`. Front door: `get`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ops.toolchain.engine import Engine
from ops.toolchain.errors import ToolchainError

__all__ = ["Toolchain", "ToolchainError", "get"]


@dataclass(frozen=True, kw_only=True)
class Toolchain:
    """An engine with its plugins, ready for use."""

    pulumi: Path
    version: str
    # Where it came from, for the screen.
    origin: str
    home: Path
    # Folders to put first on PATH.
    path: tuple[Path, ...] = ()

    @classmethod
    def of(cls, engine: Engine, *, home: Path) -> Toolchain:
        return cls(
            pulumi=engine.pulumi,
            version=engine.version,
            origin=engine.origin,
            home=home,
            path=engine.path,
        )

    def environment(self) -> dict[str, str]:
        """The variables that make an engine use these plugins and no others; PATH apart."""
        return {
            "PULUMI_HOME": str(self.home),
            # Plugins elsewhere on a person's PATH are for other projects.
            "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # Engine, plugins and program talk by gRPC, which would ask a proxy even for loopback.
            "no_grpc_proxy": "127.0.0.1",
        }


def get(*, cache: Path, home: Path, say: Callable[[str], None]) -> Toolchain:
    """Find, download or build an engine; milliseconds when that was done before.

    `cache` is for the whole machine, `home` is the trial's PULUMI_HOME, `say` shows a line.
    Raises ToolchainError when no way leads to an engine.
    """
    from ops.toolchain import plugins, ways

    cache.mkdir(parents=True, exist_ok=True)
    engine = ways.first(ways.in_order(cache=cache, home=home, say=say))
    plugins.install(engine, home=home, say=say)
    return Toolchain.of(engine, home=home)

"""The third way: the engine as a Go tool, built from the modules that `engine/go.mod` pins.

For machines that reach package registries only. Takes minutes once per machine, see
docs/decisions/0041.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.toolchain import go, lock
from ops.toolchain.child import Child
from ops.toolchain.engine import Engine
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import PULUMI
from ops.toolchain.progress import Progress

MODULE = Path(__file__).parent / "engine"
TOOL = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
# -s -w: no symbol tables, 114 MB instead of 170.
GO_FLAGS = "-mod=readonly -trimpath -buildvcs=false"
LINKER_FLAGS = f"-s -w -X {VERSION_VARIABLE}=v{PULUMI}"

# The largest module has 40 MB. A network that brings nothing in so long is not there.
SECONDS_OF_SILENCE = 180

Say = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """What an engine is made of."""

    module: Path = MODULE

    @property
    def oldest_go(self) -> str:
        found = re.search(r"^go (\S+)$", (self.module / "go.mod").read_text(), re.MULTILINE)
        assert found, "go.mod names the Go it needs"
        return found[1]

    def place(self, cache: Path) -> Path:
        """Named by content: what goes in, not when or with which Go."""
        parts = [
            (self.module / "go.mod").read_text(),
            (self.module / "go.sum").read_text(),
            LINKER_FLAGS,
            platform.system(),
            platform.machine(),
        ]
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        return cache / f"engine-v{PULUMI}-{digest[:12]}"

    def workshop(self, cache: Path) -> Path:
        """For a Go that is here for the build only, and all that it brings."""
        return cache / f"{self.place(cache).name}.go"


PINNED = Recipe()


def built(cache: Path, recipe: Recipe = PINNED) -> Engine | None:
    """The engine that was built on this machine before."""
    place = recipe.place(cache)
    if not (place / "pulumi").exists():
        return None
    return Engine(
        pulumi=place / "pulumi",
        version=PULUMI,
        origin="built from its Go modules",
        path=(place,),
        official=False,
    )


def get(
    *, cache: Path, say: Say, recipe: Recipe = PINNED, silence: float = SECONDS_OF_SILENCE
) -> Engine:
    """Build it, or wait for another clone that does.

    Raises UnavailableError when there is no Go or the modules can't be downloaded; `silence` is
    how many seconds a download may bring nothing.
    """
    place = recipe.place(cache)

    def waiting() -> None:
        say("another clone is building the engine; waiting for it")

    with lock.held(cache / f"{place.name}.lock", waiting=waiting):
        if not built(cache, recipe):
            _build(recipe, place, say, silence)
    engine = built(cache, recipe)
    assert engine
    return engine


def _build(recipe: Recipe, place: Path, say: Say, silence: float) -> None:
    """Into a folder beside it, renamed at the end: an interrupt leaves no half."""
    say(f"building Pulumi {PULUMI} from its Go modules; some minutes, once per machine")
    workshop = recipe.workshop(place.parent)
    executable = go.find(oldest=recipe.oldest_go, cache=workshop, say=say)
    environment = _environment(executable, workshop)
    progress = Progress(say)
    leftovers = f".{place.name}-"
    for leftover in place.parent.glob(f"{leftovers}*"):  # of a build that was killed
        shutil.rmtree(leftover)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=leftovers) as folder:
        target = Path(folder, "engine")
        target.mkdir()
        try:
            packages = _download(executable, environment, recipe, progress, silence)
            _compile(executable, environment, recipe, target / "pulumi", packages, progress)
        finally:
            progress.done()
        target.rename(place)
    shutil.rmtree(workshop, ignore_errors=True)
    say(f"built in {progress.elapsed}")


def _download(
    executable: Path,
    environment: Mapping[str, str],
    recipe: Recipe,
    progress: Progress,
    silence: float,
) -> int:
    """Load all packages, so that what misses is downloaded; how many packages there are."""
    command = [str(executable), "list", "-deps", TOOL]
    child = Child(command, cwd=recipe.module, environment=environment)
    packages: list[str] = []
    modules: list[str] = []

    def pulse() -> None:
        progress.show(f"downloading: {len(modules)} modules" if modules else "looking for modules")

    for line in child.lines(silence=silence, pulse=pulse):
        (modules if line.startswith("go: downloading ") else packages).append(line)
    if child.status:
        raise UnavailableError(
            f"`go list` could not get the modules of the engine: {child.last_words}"
        )
    return len(packages)


def _compile(
    executable: Path,
    environment: Mapping[str, str],
    recipe: Recipe,
    target: Path,
    packages: int,
    progress: Progress,
) -> None:
    """Without a network: everything is there, so nothing can hang."""
    command = [str(executable), "build", "-v", "-o", str(target), "-ldflags", LINKER_FLAGS, TOOL]
    child = Child(command, cwd=recipe.module, environment={**environment, "GOPROXY": "off"})
    compiled: list[str] = []

    def pulse() -> None:
        progress.show(f"compiling: {len(compiled)} of {packages} packages")

    for line in child.lines(pulse=pulse):
        if " " not in line:  # an import path, not a complaint
            compiled.append(line)
    if child.status:
        raise UnavailableError(f"`go build` of the engine failed: {child.last_words}")


def _environment(executable: Path, workshop: Path) -> dict[str, str]:
    """The machine's Go settings, its proxy above all, and what the build depends on.

    A Go of ours keeps its 3 GB of modules and objects with itself: an interrupted build finds them
    again, a finished one deletes them.
    """
    places = {
        "GOPATH": str(workshop / "path"),
        "GOCACHE": str(workshop / "objects"),
        "GOFLAGS": f"{GO_FLAGS} -modcacherw",
    }
    return os.environ | {
        "CGO_ENABLED": "0",
        "GOFLAGS": GO_FLAGS,
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        **(places if executable.is_relative_to(workshop) else {}),
    }

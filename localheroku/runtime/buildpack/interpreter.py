"""Finds a Python of the version that an app asks for among those of this machine."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from localheroku.runtime.buildpack.output import Output
from localheroku.runtime.buildpack.python_version import PythonVersion
from localheroku.runtime.processes import run

PROBE = "import sys; print(*sys.version_info[:3], sep='.')"


@dataclass(frozen=True, kw_only=True, slots=True)
class Interpreter:
    """A Python that was seen to run."""

    path: Path
    version: str  # "3.13.1"

    def is_of(self, version: str) -> bool:
        """Whether this is 3.13.1, or some 3.13."""
        return f"{self.version}.".startswith(f"{version}.")


# Needs no probe, and is there when nothing else is.
OURS = Interpreter(path=Path(sys.executable), version=platform.python_version())


class Interpreters:
    """The Pythons of this machine, found by its `environ`. Each version is looked up once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._known: dict[str, Interpreter] = {}

    async def choose(self, wanted: PythonVersion, output: Output) -> Interpreter:
        """The wanted Python; else one of the same major version; else ours, with a warning."""
        if wanted.text not in self._known:
            self._known[wanted.text] = await self._search(wanted)
        chosen = self._known[wanted.text]
        if not chosen.is_of(wanted.text):
            output.warning(_MISSING, wanted=wanted.text, chosen=chosen.version)
        return chosen

    async def _search(self, wanted: PythonVersion) -> Interpreter:
        near = OURS
        if OURS.is_of(wanted.text):
            return OURS
        for path in self._candidates(wanted.major):
            found = await self._probe(path)
            if found and found.is_of(wanted.text):
                return found
            if found and found.is_of(wanted.major) and not near.is_of(wanted.major):
                near = found
        return near

    def _candidates(self, major: str) -> Iterator[Path]:
        """On PATH, and what pyenv and uv have installed even if they don't put it there."""
        home = Path(self._environ.get("HOME", "/"))
        pyenv = Path(self._environ.get("PYENV_ROOT", home / ".pyenv"))
        uv = Path(self._environ.get("UV_PYTHON_INSTALL_DIR", home / ".local/share/uv/python"))
        for folder in self._environ.get("PATH", "").split(":"):
            yield Path(folder) / f"python{major}"
        yield from pyenv.glob(f"versions/{major}.*/bin/python{major}")
        yield from uv.glob(f"cpython-{major}.*/bin/python{major}")

    async def _probe(self, path: Path) -> Interpreter | None:
        """None if it doesn't run: pyenv's shims exist for versions that it then refuses to run."""
        if not path.is_file():
            return None
        said: list[str] = []
        env = {name: self._environ[name] for name in ("HOME", "PATH") if name in self._environ}
        try:
            status = await run([str(path), "-Ic", PROBE], cwd=Path("/"), env=env, line=said.append)
        except OSError:
            return None
        if status != 0 or not said or not re.fullmatch(r"\d+\.\d+\.\d+", said[-1]):
            return None
        return Interpreter(path=path, version=said[-1])


_MISSING = """
    Python {wanted} isn't available on this machine.

    Your app asks for Python {wanted}, however, no interpreter of that
    version runs here. The build uses Python {chosen} instead, while
    Heroku will use Python {wanted}.

    To try the app with the right version, install it and build again:

    uv python install {wanted}
"""

"""The plugins that this project needs, where the engine looks for them: below PULUMI_HOME.

An official engine has its language host beside it, and downloads the heroku plugin. What can't be
had, two small Python programs stand in for: `language` and `heroku` in this folder.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from ops.toolchain import network
from ops.toolchain.child import said
from ops.toolchain.engine import Engine
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import HEROKU, HEROKU_SERVER, PULUMI

ROOT = Path(__file__).resolve().parents[2]

LANGUAGE = ("language-python-v" + PULUMI, "pulumi-language-python")
RESOURCES = ("resource-heroku-v" + HEROKU, "pulumi-resource-heroku")

# The plugin has some 30 MB.
SECONDS_TO_INSTALL = 180

MARK = "Stands in for the official plugin."
# Byte code goes below PULUMI_HOME, whatever PYTHONDONTWRITEBYTECODE says: compiling the SDK anew
# would cost each command a second. `-P`: the project's folder is no place to import from.
SCRIPT = f"""\
#!/bin/sh
# {MARK} Made by `python -m ops`.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX={{bytecode}}
export PYTHONPATH={{root}}"${{{{PYTHONPATH:+:$PYTHONPATH}}}}"
exec {{python}} -P -m {{module}} "$@"
"""

Say = Callable[[str], None]


def install(
    engine: Engine,
    *,
    home: Path,
    say: Say,
    root: Path = ROOT,
    reach: Callable[[str], None] = network.reach,
) -> None:
    """Put the plugins in place; a few milliseconds when they are.

    `root` is the clone with the stand-ins, `reach` raises UnavailableError for a server that can't
    be reached.
    """
    if not (engine.pulumi.resolve().parent / LANGUAGE[1]).exists():
        _stand_in(home, *LANGUAGE, module="ops.toolchain.language", root=root)
    heroku = heroku_at(home)
    if heroku.exists() and not is_stand_in(heroku):
        return
    if engine.official and not heroku.exists():
        try:
            reach("https://" + HEROKU_SERVER.removeprefix("github://"))
            _install_heroku(engine, home, say)
        except UnavailableError as error:
            say(f"the heroku plugin can't be downloaded, a stand-in takes its place: {error}")
        else:
            return
    _stand_in(home, *RESOURCES, module="ops.toolchain.heroku", root=root)


def heroku_at(home: Path) -> Path:
    """The heroku plugin, or where it would be."""
    return home / "plugins" / Path(*RESOURCES)


def is_stand_in(file: Path) -> bool:
    with file.open("rb") as handle:
        return MARK.encode() in handle.read(200)


def _install_heroku(engine: Engine, home: Path, say: Say) -> None:
    """Raises UnavailableError when it can't be downloaded."""
    say(f"downloading the heroku plugin {HEROKU}")
    command = ["plugin", "install", "resource", "heroku", HEROKU, "--server", HEROKU_SERVER]
    environment = os.environ | {"PULUMI_HOME": str(home), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    said([engine.pulumi, *command], seconds=SECONDS_TO_INSTALL, environment=environment)


def _stand_in(home: Path, folder: str, name: str, *, module: str, root: Path) -> None:
    """Write the executable, unless it is there and says the same."""
    file = home / "plugins" / folder / name
    script = SCRIPT.format(
        bytecode=shlex.quote(str(home / "bytecode")),
        root=shlex.quote(str(root)),
        python=shlex.quote(sys.executable),
        module=module,
    )
    if file.exists() and file.read_text() == script:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # The engine takes a plugin for installed when it has such a file beside its folder.
    (home / "plugins" / f"{folder}.lock").touch()
    partial = file.with_name(f".{name}")
    partial.write_text(script)
    partial.chmod(0o755)
    partial.replace(file)

"""The `pulumi` that people type on the trial.

It brings the committed stack files over, then becomes the engine, in the trial's project folder.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from ops.trial import Trial

SCRIPT = """\
#!/bin/sh
# The trial's pulumi: the engine below, in the trial's own project folder. Made by `python -m ops`.
PYTHONPATH={root} {python} -m ops.stack_files || exit
export PULUMI_OPTION_CWD="${{PULUMI_OPTION_CWD:-{project}}}"
exec {engine} "$@"
"""


def write(trial: Trial, engine: Path) -> None:
    """Put the shim into the trial's `bin`; nothing is written when it is there."""
    quoted = {
        name: shlex.quote(str(path))
        for name, path in {
            "root": trial.root,
            "python": sys.executable,
            "project": trial.project,
            "engine": engine,
        }.items()
    }
    script, shim = SCRIPT.format(**quoted), trial.bin / "pulumi"
    if not shim.exists() or shim.read_text() != script:
        shim.write_text(script)
        shim.chmod(0o755)

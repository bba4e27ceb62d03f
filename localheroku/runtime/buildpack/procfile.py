"""The Procfile: which process types an app has, and the command of each."""

from __future__ import annotations

import re
from pathlib import Path

from localheroku.runtime.buildpack.output import Output

# https://devcenter.heroku.com/articles/procfile#procfile-format
LINE = re.compile(r"([A-Za-z0-9_-]+):\s*(\S.*)")


def read_procfile(app: Path, output: Output) -> dict[str, str]:
    """Process types and commands; raises BuildFailed on a line that is not `<type>: <command>`."""
    output.step("Discovering process types")
    path = app / "Procfile"
    if not path.is_file():
        output.detail("Procfile declares types -> (none)")
        output.warning(_MISSING)
        return {}
    processes = {}
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.fullmatch(line.strip())
        if not match:
            raise output.error(_INVALID, number=number, line=line.rstrip())
        processes[match[1]] = match[2]
    output.detail(f"Procfile declares types -> {', '.join(sorted(processes)) or '(none)'}")
    return processes


_MISSING = """
    No Procfile was found.

    Without a Procfile no process type is known, so no dyno can be started.

    Check that the file is named exactly 'Procfile', is in the root
    directory of your app and is committed. It should look like:

    web: gunicorn mysite.wsgi

    https://devcenter.heroku.com/articles/procfile
"""

_INVALID = """
    The Procfile can't be read.

    Line {number} isn't in the format '<process type>: <command>':

    {line}

    A process type is made of letters, digits, '-' and '_', and the
    command follows its colon on the same line, for example:

    web: gunicorn mysite.wsgi

    https://devcenter.heroku.com/articles/procfile#procfile-format
"""

"""What a project may be called: Heroku, Python and Pulumi each have a say."""

from __future__ import annotations

import importlib.util
import keyword
import re
from collections.abc import Iterator
from pathlib import Path

from ops.errors import OpsError
from ops.stacks import STACKS

# https://devcenter.heroku.com/articles/platform-api-reference#app; Pulumi takes all of these, too:
# https://www.pulumi.com/docs/iac/concepts/projects/#project-name
APP_NAME = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]|[a-z]", re.ASCII)
APP_NAME_LENGTH = 30
LONGEST_STACK = max(STACKS, key=len)
LONGEST = APP_NAME_LENGTH - len(f"-{LONGEST_STACK}")


def check_project(name: str) -> None:
    """Raises OpsError with a sentence for each problem of a Pulumi project's name."""
    _refuse(list(_project_problems(name)), _legal(name))


def check_package(name: str, web: Path) -> None:
    """The same for the package of a Django project in `web` as well."""
    problems = [*_project_problems(name), *_package_problems(name, web)]
    _refuse(problems, _legal(name).replace("-", ""))


def derived(folder: str) -> str:
    """A project's name from that of its folder, as near as Heroku allows."""
    return _legal(folder)


def _project_problems(name: str) -> Iterator[str]:
    if not APP_NAME.fullmatch(name):
        yield (
            f"{name!r} can't start the names of Heroku apps: lower-case letters, digits and dashes "
            "can, with a letter first and no dash at the end."
        )
    if len(name) > LONGEST:
        yield (
            f"{name}-{LONGEST_STACK} has {len(name) + 1 + len(LONGEST_STACK)} characters, and "
            f"Heroku's app names have {APP_NAME_LENGTH} at most: {LONGEST} are left for the name."
        )


def _package_problems(name: str, web: Path) -> Iterator[str]:
    if not name.isidentifier() or keyword.iskeyword(name):
        yield f"{name!r} can't be a Python package, which the Django project is."
    elif importlib.util.find_spec(name) or (web / name).exists():
        yield f"{name!r} is a Python module that exists already, which the package would hide."


def _refuse(problems: list[str], legal: str) -> None:
    if problems:
        offer = f"\nTo do: choose another name, {legal} for example." if legal else ""
        raise OpsError("\n".join(problems) + offer)


def _legal(name: str) -> str:
    """Empty when nothing is left of it."""
    kept = re.sub(r"[^a-z0-9]+", "-", name.lower())
    return kept.lstrip("-0123456789")[:LONGEST].rstrip("-")

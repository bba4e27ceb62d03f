"""Which Python the app asks for: in `.python-version`, or in `runtime.txt` as it was before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from localheroku.runtime.buildpack.output import Output

# What https://devcenter.heroku.com/articles/python-support#supported-python-versions says.
OLDEST, NEWEST = 10, 14
DEFAULT = f"3.{NEWEST}"
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)(\.(0|[1-9]\d*))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class PythonVersion:
    """A request for a Python: `3.13`, or `3.13.1` to have exactly that."""

    text: str
    origin: str | None  # the file's name

    @property
    def major(self) -> str:
        """`3.13`, as Heroku calls the major version."""
        return ".".join(self.text.split(".")[:2])


def requested_version(app: Path, output: Output) -> PythonVersion:
    """What the app asks for; raises BuildFailed on what Heroku would refuse."""
    version = _read(app, output)
    if version.origin is None:
        output.step(
            f"No Python version was specified. Using the buildpack default: Python {DEFAULT}"
        )
        output.warning(_UNSPECIFIED, default=DEFAULT)
    else:
        output.step(f"Using Python {version.text} specified in {version.origin}")
        _check_supported(version, output)
    if version.origin == "runtime.txt":
        output.warning(_DEPRECATED, major=version.major)
    return version


def _read(app: Path, output: Output) -> PythonVersion:
    for name, prefix in (("runtime.txt", "python-"), (".python-version", "")):
        if (app / name).is_file():
            lines = [line.strip() for line in (app / name).read_text(errors="replace").split("\n")]
            lines = [line for line in lines if line and not line.startswith("#")]
            text = lines[0].removeprefix(prefix) if len(lines) == 1 else ""
            if not VERSION.fullmatch(text) or f"{prefix}{text}" != lines[0]:
                found = "\n".join(lines) or "(nothing)"
                raise output.error(_INVALID, name=name, found=found, default=DEFAULT)
            return PythonVersion(text=text, origin=name)
    return PythonVersion(text=DEFAULT, origin=None)


def _check_supported(version: PythonVersion, output: Output) -> None:
    major, minor = map(int, version.major.split("."))
    facts = {
        "version": version.major,
        "origin": version.origin,
        "oldest": f"3.{OLDEST}",
        "newest": f"3.{NEWEST}",
    }
    if (major, minor) < (3, OLDEST):
        raise output.error(_TOO_OLD, **facts)
    if (major, minor) > (3, NEWEST):
        raise output.error(_UNKNOWN, **facts)


_UNSPECIFIED = """
    No Python version was specified.

    Your app doesn't specify a Python version and so the buildpack
    picked a default version for you, which can change over time.

    Create a new file in the root directory of your app named
    '.python-version' that contains exactly:
    {default}
"""

_DEPRECATED = """
    The runtime.txt file is deprecated.

    The runtime.txt file is deprecated since it has been replaced
    by the more widely supported .python-version file:
    https://devcenter.heroku.com/changelog-items/3141

    Delete your runtime.txt file and create a new file in the root
    directory of your app named '.python-version' that contains exactly:
    {major}

    In the future support for runtime.txt will be removed and
    this warning will be made an error.
"""

_INVALID = """
    Invalid Python version in {name}.

    The Python version specified in your {name} file
    isn't in the correct format.

    The following was found:
    {found}

    However, a '.python-version' file must contain one version, either:
    1. The major version only, for example: {default} (recommended)
    2. An exact patch version, for example: {default}.999

    Don't include quotes, a 'python-' prefix or wildcards. Any
    code comments must be on a separate line prefixed with '#'.
"""

_TOO_OLD = """
    The requested Python version has reached end-of-life.

    Python {version} has reached its upstream end-of-life, and is
    therefore no longer receiving security updates:
    https://devguide.python.org/versions/#supported-versions

    Please upgrade to at least Python {oldest} by changing the
    version in your {origin} file.
"""

_UNKNOWN = """
    The requested Python version isn't recognised.

    The requested Python version {version} isn't recognised.

    Supported are Python {oldest} to {newest}; change the version
    in your {origin} file.
    https://devcenter.heroku.com/articles/python-support#supported-python-versions
"""

"""Which file says what to install: exactly one must, and here it must be requirements.txt."""

from __future__ import annotations

from pathlib import Path

from localheroku.runtime.buildpack.output import Output, listing

FILES = {
    "Pipfile.lock": "Pipenv",
    "requirements.txt": "pip",
    "poetry.lock": "Poetry",
    "uv.lock": "uv",
}


def check_package_manager(app: Path, output: Output) -> None:
    """Raises BuildFailed unless requirements.txt is the one package manager file."""
    found = [name for name in FILES if (app / name).is_file()]
    if not found:
        raise output.error(_NONE, listing=listing(app))
    if len(found) > 1:
        several = "\n".join(f"{name} ({FILES[name]})" for name in found)
        raise output.error(_SEVERAL, files=several)
    if found != ["requirements.txt"]:
        raise output.error(_UNSUPPORTED, file=found[0], manager=FILES[found[0]])


def check_no_environment(app: Path, output: Output) -> None:
    """Raises BuildFailed if a virtual environment was committed."""
    for name in (".venv", "venv"):
        if (app / name / "pyvenv.cfg").is_file():
            raise output.error(_ENVIRONMENT, name=name)


_NONE = """
    Couldn't find any supported Python package manager files.

    A Python app on Heroku must have a package manager file in the root
    directory of its source code; here that is 'requirements.txt'.

    Currently the root directory of your app contains:

    {listing}

    If your app already has a package manager file, check that it:

    1. Is in the top level directory (not a subdirectory).
    2. Has the correct spelling (the filenames are case-sensitive).
    3. Isn't listed in '.gitignore' or '.slugignore'.
    4. Has been added to the Git repository using 'git add --all'
       and then committed using 'git commit'.

    Otherwise, add one. If your app has no dependencies, then create an
    empty 'requirements.txt' file.

    https://devcenter.heroku.com/articles/python-support
"""

_SEVERAL = """
    Multiple Python package manager files were found.

    Exactly one package manager file should be present in your app's
    source code, however, several were found:

    {files}

    Decide which package manager you want to use with your app, and
    then delete the file(s) and any config from the others.
"""

_UNSUPPORTED = """
    {file} isn't supported by this local Heroku.

    Heroku itself builds {manager} apps, however, on this machine only
    apps with a requirements.txt can be built, and there is none.

    To try the app here, export one and commit it in the place of
    {file}, for example with:

    pipenv requirements > requirements.txt
    poetry export --output requirements.txt
    uv export --no-dev --output-file requirements.txt
"""

_ENVIRONMENT = """
    Existing '{name}/' directory found.

    Your app's source code contains a directory named '{name}/', which
    is a Python virtual environment. It works on the machine that made
    it only, and would get in the way of the one that the build makes.

    Delete it from the Git repository and ignore it:

    git rm -r --cached {name}/
    echo '{name}/' >> .gitignore
"""

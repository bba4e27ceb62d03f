"""Collects Django's static files, with the config vars, as the buildpack does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from localheroku.runtime.buildpack.output import Output
from localheroku.runtime.processes import run

# What bin/compile and buildpack-stdlib keep an app from setting during its build.
KEPT_OUT = {"PATH", "GIT_DIR", "CPATH", "CPPATH", "LD_PRELOAD", "LIBRARY_PATH", "LD_LIBRARY_PATH"}
KEPT_OUT |= {"PYTHONHOME", "BUILD_DIR", "CACHE_DIR", "ENV_DIR", "HOME"}


async def collect_static(
    app: Path, environment: Path, env: Mapping[str, str], path: str, output: Output
) -> None:
    """Run collectstatic if this is a Django app; raises BuildFailed if that fails."""
    if env.get("DISABLE_COLLECTSTATIC", "0") != "0":
        output.step("Skipping Django collectstatic since the env var DISABLE_COLLECTSTATIC is set.")
        return
    if not any(environment.glob("lib/python*/site-packages/django")):
        return
    manage = _manage_py(app)
    if manage is None:
        output.step("Skipping Django collectstatic since no manage.py file found.")
        return
    output.step(f"$ python {manage} collectstatic --noinput")
    python = environment / "bin" / "python"
    variables = {
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": ".",
        **{name: value for name, value in env.items() if name not in KEPT_OUT},
        "PATH": f"{python.parent}:{path}",
        "HOME": str(app),
        "PYTHONUNBUFFERED": "1",
    }
    command = [str(python), manage, "collectstatic", "--noinput", "--traceback"]
    status = await run(command, cwd=app, env=variables, line=output.detail)
    output.blank()
    if status != 0:
        raise output.error(_FAILED, manage=manage)


def _manage_py(app: Path) -> str | None:
    """The one nearest to the root, at most two folders down."""
    for pattern in ("manage.py", "*/manage.py", "*/*/manage.py"):
        for path in sorted(app.glob(pattern)):
            return str(path.relative_to(app))
    return None


_FAILED = """
    Unable to generate Django static files.

    The 'python {manage} collectstatic --noinput' Django
    management command to generate static files failed.

    See the traceback above for details.

    You may need to update application code to resolve this error.
    Or, you can disable collectstatic for this application:

       $ heroku config:set DISABLE_COLLECTSTATIC=1

    https://devcenter.heroku.com/articles/django-assets
"""

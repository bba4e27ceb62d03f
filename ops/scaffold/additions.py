"""What a Django project lacks to run on Heroku: files beside its own, and lines in some of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from string import Template

from ops.project import Project
from ops.scaffold import requirements, text
from ops.scaffold.found import DjangoProject

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, kw_only=True)
class Addition:
    """A file as it is to be, its path relative to the project; `before` is None for a new one."""

    path: str
    before: str | None
    after: str

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def diff(self) -> str:
        """As git shows it."""
        before, after = (self.before or "").splitlines(), self.after.splitlines()
        source = "/dev/null" if self.is_new else f"a/{self.path}"
        lines = difflib.unified_diff(before, after, source, f"b/{self.path}", lineterm="")
        return "\n".join(lines) + "\n"


def lacking(found: DjangoProject, scaffold: Project) -> list[Addition]:
    """New files first. Nothing twice: what is there, under whatever name it may be, stays."""
    made = [*_modules(found), *_python_version(found, scaffold), *_procfile(found)]
    return sorted([*made, *_requirements(found, scaffold)], key=lambda each: not each.is_new)


def paths(found: DjangoProject) -> list[str]:
    """Everything that may be added beside a project's own files."""
    modules = [found.file(found.settings), found.file(found.heroku_urls)]
    return [*modules, *map(found.in_app, (".python-version", "Procfile", "requirements.txt"))]


def template(file: str, **values: object) -> str:
    return Template((TEMPLATES / f"{file}.template").read_text()).safe_substitute(values)


def _modules(found: DjangoProject) -> Iterator[Addition]:
    """The settings for Heroku, and with them the addresses that they name."""
    settings = found.file(found.settings)
    if (found.root / settings).exists():
        return
    depth = len(PurePosixPath(settings).relative_to(found.app).parts) - 1
    facts = {"base": found.base, "heroku_urls": found.heroku_urls, "depth": depth}
    yield Addition(path=settings, before=None, after=template("settings.py", **facts))
    urls = found.file(found.heroku_urls)
    if not (found.root / urls).exists():
        yield Addition(path=urls, before=None, after=template("urls.py", urls=found.urls))


def _python_version(found: DjangoProject, scaffold: Project) -> Iterator[Addition]:
    """The scaffold's own; `runtime.txt` is what came before that file."""
    path = found.in_app(".python-version")
    if not any((found.root / name).exists() for name in (path, found.in_app("runtime.txt"))):
        version = (scaffold.app / ".python-version").read_text()
        yield Addition(path=path, before=None, after=version)


def _procfile(found: DjangoProject) -> Iterator[Addition]:
    path = found.in_app("Procfile")
    before = _text(found.root / path)
    chdir = "" if found.code == "." else f" --chdir {found.code}"
    lines = {
        "release": f"python {found.manage} migrate --noinput",
        "web": f"gunicorn{chdir} {found.wsgi}",
    }
    present = {line.partition(":")[0] for line in (before or "").splitlines()}
    missing = [f"{name}: {command}" for name, command in lines.items() if name not in present]
    yield from _appended(path, before, missing)


def _requirements(found: DjangoProject, scaffold: Project) -> Iterator[Addition]:
    """The buildpack reads this one list, in the app's root."""
    app, path = found.root / found.app, found.in_app("requirements.txt")
    requirements.check_no_lock(app)
    before = _text(found.root / path)
    missing = requirements.lacking(
        app,
        settings=_text(found.root / found.file(found.base)) or "",
        pins=(scaffold.app / "requirements.txt").read_text(),
    )
    beginning = requirements.beginning(app).splitlines() if before is None else []
    yield from _appended(path, before, [*beginning, *missing])


def _appended(path: str, before: str | None, lines: list[str]) -> Iterator[Addition]:
    if lines:
        yield Addition(path=path, before=before, after=text.appended(before or "", lines))


def _text(file: Path) -> str | None:
    return text.read(file) if file.exists() else None

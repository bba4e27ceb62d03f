"""A Django project as it is found: the folder that Heroku is to receive, the modules that count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ops.errors import OpsError
from ops.git import tracked
from ops.scaffold import text

# os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings"), or with [...] =
SETTINGS = re.compile(r"DJANGO_SETTINGS_MODULE[\"']\]?\s*[,=]\s*[\"']([\w.]+)[\"']")
# What settings modules call the one that they all build on.
BASES = ("base", "common", "defaults")
# Files that say which packages to install: where the first of them is, is the app's root.
PACKAGES = ("requirements.txt", "requirements", "pyproject.toml", "Pipfile", "setup.py")


@dataclass(frozen=True, kw_only=True)
class DjangoProject:
    """`app` is the folder that Heroku is to receive, relative to `root`; `code`, relative to that,
    the folder of manage.py, where imports start. The others are names of modules.
    """

    root: Path
    app: str
    code: str
    base: str  # the settings to build on
    urls: str
    wsgi: str

    @property
    def settings(self) -> str:
        """The settings for Heroku: in the package of settings where there is one, else beside."""
        parent, _, name = self.base.rpartition(".")
        if self._is_package(self.base):
            return f"{self.base}.heroku"
        return f"{self.base}_heroku" if name.startswith("settings") else f"{parent}.heroku"

    @property
    def heroku_urls(self) -> str:
        joint = "." if self._is_package(self.urls) else "_"
        return f"{self.urls}{joint}heroku"

    @property
    def manage(self) -> str:
        """manage.py as the app's commands name it."""
        return (PurePosixPath(self.code) / "manage.py").as_posix()

    def file(self, module: str) -> str:
        """A module's file, relative to `root`."""
        path = PurePosixPath(self.app) / self.code / module.replace(".", "/")
        if (self.root / path).is_dir():
            return (path / "__init__.py").as_posix()
        return path.with_suffix(".py").as_posix()

    def in_app(self, name: str) -> str:
        """A file of the app's folder, relative to `root`."""
        return (PurePosixPath(self.app) / name).as_posix()

    def _is_package(self, module: str) -> bool:
        return self.file(module).endswith("/__init__.py")


def find(root: Path, *, besides: str, settings: str | None = None) -> DjangoProject:
    """Look at what git tracks below `root`, not in the folder `besides`.

    Raises OpsError with what is missing, or isn't clear.
    """
    names = [name for name in tracked(root) if not name.startswith(f"{besides}/")]
    manage = _manage_py(root, names)
    app = _app_folder(root, manage.parent)
    imports = root / manage.parent
    below = [name for name in names if (root / name).is_relative_to(imports)]
    sources = [name for name in below if name.endswith(".py")]
    base = settings or _base(imports, _named(root / manage))
    return DjangoProject(
        root=root,
        app=app.as_posix(),
        code=manage.parent.relative_to(app).as_posix(),
        base=base,
        urls=_setting("ROOT_URLCONF", root, sources),
        wsgi=_wsgi(root, imports, sources),
    )


def _manage_py(root: Path, names: list[str]) -> PurePosixPath:
    found = [PurePosixPath(name) for name in names if PurePosixPath(name).name == "manage.py"]
    if len(found) == 1:
        return found[0]
    if not found:
        raise OpsError(
            f"No manage.py that git tracks is in {root}, so this is no Django project.\n"
            "To do: name the folder of one, and commit its files first."
        )
    folders = [root / path.parent for path in found]
    raise OpsError(
        f"{root} has several Django projects: {', '.join(map(str, found))}.\n"
        f"To do: name one of them: .venv/bin/python -m ops new --from {folders[0]}"
    )


def _app_folder(root: Path, code: PurePosixPath) -> PurePosixPath:
    """From manage.py upwards: the buildpack wants the list of packages in the app's root."""
    for folder in (code, *code.parents):
        if any((root / folder / name).exists() for name in PACKAGES):
            return folder
    return code


def _named(manage: Path) -> str:
    match = SETTINGS.search(text.read(manage))
    if match is None:
        raise OpsError(
            f"{manage} names no DJANGO_SETTINGS_MODULE, so the settings aren't known.\n"
            "To do: name them: --settings mysite.settings"
        )
    return match[1]


def _base(imports: Path, named: str) -> str:
    """What the named settings build on, where they stand in a package of several."""
    package = named if (imports / named.replace(".", "/")).is_dir() else named.rpartition(".")[0]
    for name in BASES:
        if package and (imports / package.replace(".", "/") / f"{name}.py").exists():
            return f"{package}.{name}"
    return named


def _setting(name: str, root: Path, sources: list[str]) -> str:
    found = next(_values(name, root, sources), None)
    if found is None:
        raise OpsError(
            f"No settings in {root} name {name} as a plain string, so it isn't known.\n"
            f"To do: write it there: {name} = 'mysite.urls'"
        )
    return found


def _wsgi(root: Path, imports: Path, sources: list[str]) -> str:
    application = next(_values("WSGI_APPLICATION", root, sources), "")
    if application:
        return application.rpartition(".")[0]
    for source in sources:
        if source.endswith("/wsgi.py"):
            return ".".join((root / source).relative_to(imports).with_suffix("").parts)
    raise OpsError(
        f"{root} has no wsgi.py and no WSGI_APPLICATION, and that is what gunicorn serves.\n"
        "To do: add a wsgi.py, as `django-admin startproject` makes it."
    )


def _values(name: str, root: Path, sources: list[str]) -> Iterator[str]:
    """What a setting is set to, without what was added for Heroku."""
    assigned = re.compile(rf"^{name}(?:\s*:\s*\w+)?\s*=\s*[\"']([\w.]+)[\"']", re.MULTILINE)
    for source in sources:
        if not source.endswith("heroku.py"):
            yield from assigned.findall(text.read(root / source))

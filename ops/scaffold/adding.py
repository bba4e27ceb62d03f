"""The scaffold put into a Django project: one folder of its own, and the files that are missing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ops import git
from ops.errors import OpsError
from ops.project import Project
from ops.scaffold import additions, copies, text
from ops.scaffold.additions import Addition, template
from ops.scaffold.draft import draft_of
from ops.scaffold.found import DjangoProject
from ops.trial import ROOT

# About the scaffold's own app, or about the repository that it stands in.
LEFT_OUT = (
    "web/",
    "bench/",
    "docs/new-project.md",
    "docs/what-users-ask.md",
    "tests/docs/",
    "tests/web/",
    "tests/e2e/",
    "tests/ops/scaffold/",
    "tests/test_repository.py",
    ".ci/",
    ".github/",
    "README.md",
    "CONTRIBUTING.md",
)
# How a test of another room reads the scaffold's own app.
READS_OUR_APP = 'ROOT / "web"'
FOLDER = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`files` are those beside the project's own; `scaffold_files` those of the new `folder`."""

    site: DjangoProject
    scaffold: Project
    name: str
    folder: str
    has_folder: bool
    files: list[Addition]
    scaffold_files: list[str]


def checked(path: Path) -> Path:
    """The absolute path. Raises OpsError unless it is a folder under git, outside of this clone."""
    root = path.resolve()
    if not root.is_dir():
        raise OpsError(f"There is no folder {path}.")
    if root.is_relative_to(ROOT):
        raise OpsError(f"{path} is inside this clone, which has an app of its own already.")
    try:
        git.run(root, "rev-parse", "--verify", "--quiet", "HEAD")
    except OpsError:
        raise OpsError(
            f"{path} is no git repository with a commit, and a build holds what git tracks.\n"
            "To do, in it: git init && git add . && git commit"
        ) from None
    return root


def check_folder(root: Path, folder: str) -> None:
    """Raises OpsError unless the scaffold's folder is there, or can be made."""
    if not FOLDER.fullmatch(folder):
        raise OpsError(f"{folder!r} can't be the new folder; a plain name can: --folder deployment")
    place = root / folder
    if place.exists() and not (place / "Pulumi.yaml").exists():
        raise OpsError(
            f"{place} exists and isn't from here; nothing was done.\n"
            "To do: call the new folder otherwise: --folder deployment"
        )


def plan(site: DjangoProject, scaffold: Project, *, folder: str, name: str) -> Plan:
    return Plan(
        site=site,
        scaffold=scaffold,
        name=name,
        folder=folder,
        has_folder=(site.root / folder).exists(),
        files=additions.lacking(site, scaffold),
        scaffold_files=[n for n in copies.files(scaffold) if _is_for_others(scaffold.root, n)],
    )


def carry_out(plan: Plan, *, apply: bool) -> None:
    """Add what is new, and with `apply` the missing lines: all of it, or nothing."""
    root = plan.site.root
    changed = [each.path for each in plan.files if not each.is_new]
    added = [path for path in additions.paths(plan.site) if path not in changed]
    check_clean(root, ours=(f"{plan.folder}/", *added))
    wanted = [each for each in plan.files if each.is_new or apply]
    if plan.has_folder:
        put(root, wanted)
        return
    with draft_of(root / plan.folder) as draft:
        _fill(draft, plan)
        put(root, wanted)


def check_clean(root: Path, *, ours: tuple[str, ...]) -> None:
    """Raises OpsError when there are changes that would be hard to tell from what is added.

    `ours` was added before and may not be committed yet.
    """
    status = git.run(root, "status", "--porcelain=v1", "-z", "--no-renames", "-uall", "--", ".")
    changed = [record[3:].removeprefix(git.prefix(root)) for record in status.split("\0") if record]
    others = [path for path in changed if not path.startswith(ours)]
    if others:
        raise OpsError(
            f"{root} has uncommitted changes, in {', '.join(others[:5])}; what is added must be "
            "easy to tell from them.\nTo do: git commit, and the same command again."
        )


def put(root: Path, wanted: list[Addition]) -> None:
    """Write all of it, or nothing. A new file never takes the place of one that is there."""
    done: list[Addition] = []
    try:
        for each in wanted:
            with (root / each.path).open("xb" if each.is_new else "wb") as file:
                done.append(each)
                file.write(text.encoded(each.after))
    except BaseException as error:  # ^C too
        for each in done:
            _take_back(root / each.path, each.before)
        if isinstance(error, OSError):
            raise OpsError(f"{error.filename} can't be written: {error.strerror}.") from None
        raise


def _is_for_others(root: Path, name: str) -> bool:
    if name.startswith("tests/") and name.endswith(".py"):
        return not name.startswith(LEFT_OUT) and READS_OUR_APP not in (root / name).read_text()
    return not name.startswith(LEFT_OUT)


def _take_back(file: Path, before: str | None) -> None:
    if before is None:
        file.unlink()
    else:
        file.write_bytes(text.encoded(before))


def _fill(draft: Path, plan: Plan) -> None:
    """The scaffold's folder, with the app's names in it."""
    root = plan.scaffold.root
    copies.copy(plan.scaffold_files, root, draft, copies.renaming(plan.scaffold.name, plan.name))
    copies.rewrite(draft / "Pulumi.yaml", lambda before: _bound(before, plan))
    copies.rewrite(draft / "CHANGELOG.md", copies.fresh_changelog(root))
    copies.rewrite(draft / "pyproject.toml", _without_our_app)
    for name in ("README.md", "conftest.py"):
        made = template(name, name=plan.name, app=_app_folder(plan))
        (draft / name).write_text(made)
    copies.put_into_form(draft)


def _bound(yaml: str, plan: Plan) -> str:
    """Pulumi.yaml with the three defaults that tie it to an app."""
    has_health = any(each.path == plan.site.file(plan.site.settings) for each in plan.files)
    defaults = {
        "appFolder": _app_folder(plan),
        "settingsModule": plan.site.settings,
        "pages": json.dumps(["/health/"] if has_health else ["/"]),
    }
    for key, value in defaults.items():
        head, key_line, declaration = yaml.partition(f"\n  {key}:\n")
        yaml = head + key_line + re.sub(r"default: .*", f"default: {value}", declaration, count=1)
    return yaml


def _app_folder(plan: Plan) -> str:
    """As seen from the scaffold's folder."""
    return (PurePosixPath("..") / plan.site.app).as_posix()


def _without_our_app(toml: str) -> str:
    """pyproject.toml without what mypy is told of the packages in web/."""
    return re.sub(r"# The app's tests are strict.*?\n\n", "", toml, flags=re.DOTALL)

"""The workshop's checklist, first half: which folder, which branch, all committed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops import git
from ops.checkup.finding import Finding, bad, fine, note
from ops.project import Project

MOST_NAMES = 3


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """What git says, from what it has here; nobody else is asked.

    Paths are of the app, from the top of the repository; commits count against `upstream`.
    """

    folder: Path
    is_repository: bool = True
    advice: str = ""  # git's own, where it refuses
    branch: str = ""
    commit: str = ""
    changed: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    upstream: str = ""
    ahead: int = 0
    behind: int = 0


def gather(here: Project) -> Checkout:
    lines = git.ask(
        here.app,
        *("status", "--porcelain=v2", "--branch", "--untracked-files=all", "--no-renames", "-z"),
        *("--", *here.pathspec),
    )
    if lines is None:
        return Checkout(folder=here.root, is_repository=False, advice=git.advice(here.root))
    return parse(here.root, lines.decode(errors="replace").split("\0"))


def parse(root: Path, records: list[str]) -> Checkout:
    """https://git-scm.com/docs/git-status#_porcelain_format_version_2"""
    headers = dict(
        record.removeprefix("# ").split(" ", 1) for record in records if record.startswith("# ")
    )
    ahead, _, behind = headers.get("branch.ab", "+0 -0").partition(" ")
    branch, upstream = headers.get("branch.head", ""), headers.get("branch.upstream", "")
    return Checkout(
        folder=root,
        branch="" if branch == "(detached)" else branch,
        commit=headers.get("branch.oid", ""),
        changed=tuple(record.split(" ", 8)[-1] for record in records if record[:2] == "1 "),
        untracked=tuple(record[2:] for record in records if record[:2] == "? "),
        conflicts=tuple(record.split(" ", 10)[-1] for record in records if record[:2] == "u "),
        upstream=upstream,
        ahead=abs(int(ahead)),
        behind=abs(int(behind)),
    )


def check_place(checkout: Checkout) -> Iterator[Finding]:
    if checkout.advice:
        yield bad(
            "git takes nothing from this folder, which is another user's",
            where=str(checkout.folder),
            mend=checkout.advice,
        )
    elif not checkout.is_repository:
        yield bad(
            "This folder is no git checkout, and a build holds what git tracks",
            where=str(checkout.folder),
            mend="git init && git add . && git commit -m Everything",
        )
    elif not checkout.branch:
        yield note(
            f"No branch is checked out, only the commit {checkout.commit[:7]}",
            where=str(checkout.folder),
            mend="git switch main",
        )
    else:
        yield fine(f"branch {checkout.branch} at {checkout.commit[:7]}, in {checkout.folder}")


def check_committed(checkout: Checkout) -> Iterator[Finding]:
    if checkout.conflicts:
        yield bad(
            "A merge has been left half done",
            where=_few(checkout.conflicts),
            mend="git status, which says how to go on and how to go back",
        )
    if checkout.untracked:
        yield note(
            "Not in any build, since git doesn't track it",
            where=_few(checkout.untracked),
            mend=f"git add {' '.join(checkout.untracked[:MOST_NAMES])}",
        )
    if checkout.changed:
        yield note(
            "Changed and not committed; production takes only what is",
            where=_few(checkout.changed),
            mend="git commit --all",
        )
    if checkout.is_repository and not (checkout.changed or checkout.untracked):
        yield fine("everything of the app is committed")


def check_pushed(checkout: Checkout) -> Iterator[Finding]:
    """As of the last fetch."""
    if checkout.behind:
        yield note(
            f"{checkout.upstream} has {_commits(checkout.behind)} that this branch lacks",
            where=f"branch {checkout.branch}, as of the last fetch",
            mend="git pull --rebase",
        )
    if checkout.ahead:
        yield note(
            f"{_commits(checkout.ahead)} not pushed to {checkout.upstream}",
            where=f"branch {checkout.branch}",
            mend="git push",
        )
    if checkout.upstream and not (checkout.ahead or checkout.behind):
        yield fine(f"level with {checkout.upstream}, as of the last fetch")


CHECKS = (check_place, check_committed, check_pushed)


def _few(paths: tuple[str, ...]) -> str:
    rest = len(paths) - MOST_NAMES
    return ", ".join(paths[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _commits(count: int) -> str:
    return "1 commit" if count == 1 else f"{count} commits"

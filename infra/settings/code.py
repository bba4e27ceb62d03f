"""What the app runs: a pinned slug, another stack's slug, or a build of the working tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pulumi

from infra import rules
from infra.settings.config import StackConfig
from infra.settings.report import Report, listed
from infra.source import SourceError, Tree, label, tracked_tree
from infra.stacks import NoSuchOutput, OtherStacks


@dataclass(frozen=True, kw_only=True)
class Slug:
    """Built before; `description` is what the release is called in `heroku releases`."""

    id: str
    description: str


Code = Tree | Slug | None


def read_code(
    config: StackConfig, report: Report, others: OtherStacks, folder: Path, *, production: bool
) -> Code:
    """`slug` goes before `promoteFrom`, which goes before building; None after a problem."""
    pinned, promoted_from = config.text("slug"), config.text("promoteFrom")
    if pinned:
        return _pinned(pinned, promoted_from, report)
    if promoted_from:
        return _promoted(promoted_from, report, others)
    return _built(report, folder, production=production)


def _pinned(slug: str, promoted_from: str, report: Report) -> Slug:
    if not rules.UUID.fullmatch(slug):
        report.problem(
            "slug",
            found=repr(slug),
            accepted="a slug's id, which is a UUID in lower case",
            todo="`heroku releases:info vNN --json` names a release's slug",
        )
    elif promoted_from:
        report.warning(
            f"The slug is pinned, so nothing is promoted from {promoted_from}. "
            f"To go on promoting: {report.removing('slug')}"
        )
    return Slug(id=slug, description=f"Pin {slug[:8]}")


def _promoted(stack: str, report: Report, others: OtherStacks) -> Slug | None:
    try:
        if stack == pulumi.get_stack():
            raise NoSuchOutput("that is this stack itself")
        slug, app = others.output(stack, "slugId"), others.output(stack, "appName")
    except NoSuchOutput as error:
        report.problem(
            "promoteFrom",
            found=f"{stack!r}: {error}",
            accepted="another stack of this project that has been deployed",
            todo=f"pulumi up --stack {stack}, or {report.removing('promoteFrom')} to build here",
        )
        return None
    return Slug(id=slug, description=f"Promote {app} {slug[:8]}")


def _built(report: Report, folder: Path, *, production: bool) -> Tree | None:
    try:
        tree = tracked_tree(folder)
    except SourceError as error:
        report.problem_at(
            label(folder), found=error.found, accepted=error.accepted, todo=error.todo
        )
        return None
    if tree.changed and production:
        report.problem_at(
            label(folder),
            found=f"uncommitted changes, in {_few(tree.changed)}",
            accepted="what is committed, when production builds",
            todo="git commit, or promote a tested slug: "
            + report.setting("promoteFrom", "staging"),
        )
    elif tree.changed:
        report.warning(f"The build includes uncommitted changes, in {_few(tree.changed)}.")
    if tree.untracked:
        report.warning(
            f"Not in the build, since git does not track it: {_few(tree.untracked)}. "
            "`git add` it, or ignore it."
        )
    return tree


def _few(paths: tuple[str, ...], most: int = 10) -> str:
    rest = len(paths) - most
    return listed([*paths[:most], *([f"{rest} more"] if rest > 0 else [])]).replace(" or ", " and ")

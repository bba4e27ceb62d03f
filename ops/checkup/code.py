"""The workshop's checklist, second half: the last build, the last release, and what runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ops import git
from ops.checkup.app import App
from ops.checkup.finding import Finding, bad, fine, note
from ops.history import DIRTY
from ops.project import Project


@dataclass(frozen=True, kw_only=True)
class Code:
    """`is_current`: whether the running commit's app is the one here; None when nobody can tell."""

    app: App
    is_current: bool | None
    behind: int = 0  # commits of the app since the running one


def gather(app: App, here: Project) -> Code:
    commit = app.commit.removesuffix(DIRTY)
    if not commit:
        return Code(app=app, is_current=None)
    ours = ("--", *here.pathspec)
    changed = git.ask(here.app, "diff", "--name-only", commit, "HEAD", *ours)
    if changed is None:  # git doesn't know the commit
        return Code(app=app, is_current=None)
    count = git.ask(here.app, "rev-list", "--count", f"{commit}..HEAD", *ours) or 0
    return Code(app=app, is_current=not changed, behind=int(count) if changed else 0)


def check_build(code: Code) -> Iterator[Finding]:
    """An app that takes another's slugs never builds."""
    build = code.app.build
    if build is None:
        return
    version = (build["source_blob"]["version"] or "")[:7]
    if build["status"] == "failed":
        yield bad(
            f"The last build failed, of {version or 'an unnamed commit'}:",
            where="\n".join(code.app.build_end) or build["updated_at"],
            mend=f"mend what it says, then: {code.app.hands.up(code.app.state.stack)}",
        )
    elif build["status"] == "pending":
        yield note(f"A build runs, since {build['created_at']}")
    else:
        yield fine(f"last build succeeded ({version}, {build['updated_at'][:10]})")


def check_release(code: Code) -> Iterator[Finding]:
    app, last = code.app, code.app.releases[0]
    if last.status == "failed":
        yield bad(
            f"The last release failed: v{last.version} {last.description}; "
            f"v{app.running.version} goes on running",
            where="\n".join(app.release_end) or app.name,
            mend=f"mend what it says, then: {app.hands.up(app.state.stack)}",
        )
    elif last.status == "pending":
        yield note(f"v{last.version} is being released: {last.description}")
    else:
        yield fine(f"v{last.version} runs: {last.description}")


def check_running(code: Code) -> Iterator[Finding]:
    """Whether what runs is what is checked out; an older commit is no fault of anybody's."""
    app, short = code.app, code.app.commit[:7]
    mend = _deploy(app)
    if app.state.slug and app.running.slug != app.state.slug:
        yield bad(
            "Another slug runs than the code released",
            where=f"v{app.running.version} {app.running.description}",
            mend=f".venv/bin/python -m ops drift {app.state.stack}{app.hands.option}",
        )
    elif not app.commit:
        yield note("The slug doesn't say which commit it was built from", where=app.name)
    elif app.commit.endswith(DIRTY):
        yield note(
            f"What runs was built from {short} and changes that were never committed",
            where=app.name,
            mend=f"git commit --all, then: {mend}",
        )
    elif code.is_current is None:
        yield note(
            f"What runs was built from {short}, which is not in this clone",
            where=app.name,
            mend="git fetch --all",
        )
    elif not code.is_current:
        yield note(
            f"What runs is {short}, not the app that is checked out{_behind(code.behind)}",
            where=app.name,
            mend=mend,
        )
    else:
        yield fine(f"what is checked out runs ({short})")


CHECKS = (check_build, check_release, check_running)


def _deploy(app: App) -> str:
    """Nothing is built for production: it gets what staging was tested with."""
    if app.stage == "production":
        return f".venv/bin/python -m ops promote{app.hands.option}"
    return app.hands.up(app.state.stack)


def _behind(commits: int) -> str:
    return f", which is {commits} commit{'s' * (commits > 1)} ahead" if commits else ""

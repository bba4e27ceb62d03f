"""What differs between a stack's state and the platform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ops.deployed import Deployed, Release, current
from ops.events import Events
from ops.place import Place
from ops.reporting.markdown import Section, report
from ops.reporting.quoting import code

# Heroku's words for a release that changed config vars: `Set A, B config vars`.
CONFIG_CHANGE = re.compile(r"(Set|Remove) (?P<names>.+) config vars")


@dataclass(frozen=True, kw_only=True)
class Drift:
    """`events` are of a refresh; `names` of config vars; releases as people read them.

    A release made by hand whose effect was taken back again is told, but is no difference.
    """

    events: Events
    names: tuple[str, ...]
    releases: tuple[str, ...]
    other_slug: str  # the release that runs other code than the state says; empty if none does

    def __bool__(self) -> bool:
        return bool(self.events.changes or self.names or self.other_slug)

    def report(self, stack: str) -> str:
        """As Markdown."""
        return report(
            f"{stack} differs from the code",
            self.events,
            list(self._sections()),
            headline=self._headline(),
            columns=("in the code's state", "on the platform"),
        )

    def _headline(self) -> str:
        found = {
            "resources changed by hand": sum(self.events.changes.values()),
            "unknown config vars": len(self.names),
            "foreign releases": len(self.releases),
        }
        return ", ".join(f"{what}: **{count}**" for what, count in found.items() if count)

    def _sections(self) -> Iterator[Section]:
        if self.other_slug:
            yield Section(title="Other code runs", lines=[code(self.other_slug)])
        if self.names:
            yield Section(
                title="Config vars that the code doesn't know",
                lines=[f"- {code(name)}" for name in self.names],
            )
        if self.releases:
            yield Section(
                title="Releases that the code didn't make",
                lines=[f"- {code(release)}" for release in self.releases],
            )


def find(here: Place, target: Deployed) -> Drift:
    """Three looks: the engine's refresh, the config vars' names, the releases."""
    releases, known = target.releases(), target.known_names()
    running = current(releases)
    return Drift(
        events=here.engine.refresh_preview(target.stack),
        names=tuple(sorted(target.config_names() - known)),
        releases=tuple(map(_told, _foreign(target, releases, known))),
        other_slug=_told(running) if running.slug != target.slug else "",
    )


def _foreign(target: Deployed, releases: list[Release], known: frozenset[str]) -> Iterator[Release]:
    """After the code's last release: other code, or other names than the code sets.

    A release that only sets what the code sets may be the code's own; a wrong value in it is found
    by the refresh.
    """
    last = next((each.version for each in releases if each.id == target.release), 0)
    for release in reversed(releases):
        change = CONFIG_CHANGE.fullmatch(release.description)
        foreign_names = change and not set(change["names"].split(", ")) <= known
        if release.version > last and (foreign_names or release.slug != target.slug):
            yield release


def _told(release: Release) -> str:
    return f"v{release.version} {release.description} ({release.status})"

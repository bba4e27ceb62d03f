"""What a deployment did to an app, by comparing the platform before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ops import deployed
from ops.deployed import Deployed
from ops.heroku_api import Json
from ops.history import Migration
from ops.place import Place
from ops.reporting import facts
from ops.reporting.facts import Facts, MigrationSeen, ReleaseSeen


@dataclass(frozen=True, kw_only=True)
class Before:
    """The app as it was: the ids of its releases, the names of its config vars."""

    target: Deployed
    releases: frozenset[str]
    names: frozenset[str]

    @classmethod
    def look(cls, target: Deployed) -> Before:
        return cls(
            target=target,
            releases=frozenset(release.id for release in target.releases()),
            names=frozenset(target.config_names()),
        )

    def compare(self, seen: Facts, here: Place, migrations: Sequence[Migration]) -> Facts:
        """What is otherwise now. Raises OpsError when the app is gone."""
        now = deployed.find(here, self.target.stack)
        releases, names = _new_releases(now, self.releases), now.config_names()
        source = here.setting(now.stack, "promoteFrom")
        return replace(
            seen,
            releases=releases,
            migrations=tuple(_fate(each, releases) for each in migrations),
            gone=tuple(sorted(self.names - names)),
            new=tuple(sorted(names - self.names)),
            source=source,
            promoted=bool(source) and _runs_slug_of(here, now, source),
        )


def _new_releases(now: Deployed, known: frozenset[str]) -> tuple[ReleaseSeen, ...]:
    """Oldest first."""
    bodies = reversed(now.heroku.releases(now.app))
    return tuple(_release(now, body) for body in bodies if body["id"] not in known)


def _release(now: Deployed, body: Json) -> ReleaseSeen:
    url = body["output_stream_url"]
    return ReleaseSeen(
        version=body["version"],
        status=body["status"],
        description=body["description"],
        seconds=(_time(body["updated_at"]) - _time(body["created_at"])).total_seconds(),
        output=now.heroku.output(url) if url else "",
    )


def _fate(migration: Migration, releases: Sequence[ReleaseSeen]) -> MigrationSeen:
    """Django says `Applying hello.0002_kind... OK`."""
    name = f"{migration.app}.{migration.name}"
    said = "\n".join(release.output for release in releases)
    fate = facts.NOT_SEEN
    if f"Applying {name}..." in said:
        fate = facts.RAN if f"Applying {name}... OK" in said else facts.FAILED
    return MigrationSeen(name=name, fate=fate, obstacles=migration.obstacles)


def _runs_slug_of(here: Place, now: Deployed, source: str) -> bool:
    running = deployed.current(now.releases()).slug
    return running == deployed.find(here, source).slug


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))

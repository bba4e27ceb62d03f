"""What a stack has deployed: its app, and the app's releases as the platform tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ops import dynos, site
from ops.errors import OpsError
from ops.events import Events
from ops.heroku_api import HerokuApi
from ops.place import Hands, Place
from ops.screen import detail, step


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release of an app; `slug` is None before there was code."""

    id: str
    version: int
    status: str
    description: str
    slug: str | None
    is_current: bool
    output_url: str | None

    @classmethod
    def of(cls, body: dict[str, Any]) -> Release:
        return cls(
            id=body["id"],
            version=body["version"],
            status=body["status"],
            description=body["description"],
            slug=(body["slug"] or {}).get("id"),
            is_current=body["current"],
            output_url=body["output_stream_url"],
        )


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A stack that was deployed. All but the last two is what its outputs say."""

    stack: str
    app: str
    url: str
    slug: str
    release: str
    names: frozenset[str]  # of the config vars that the code sets
    pages: tuple[str, ...]  # what a site that works answers with 200
    heroku: HerokuApi
    cli: str  # how the Heroku CLI is called where the app is

    def releases(self) -> list[Release]:
        """Newest first, as many as Heroku keeps slugs of."""
        return [Release.of(body) for body in self.heroku.releases(self.app)]

    def config_names(self) -> set[str]:
        """The names of the app's config vars; the values are dropped at once."""
        return set(self.heroku.get(f"/apps/{self.app}/config-vars"))

    def known_names(self) -> frozenset[str]:
        """Of the config vars that the code sets, or that an add-on brings."""
        return self.names | self.heroku.addon_vars(self.app)

    def commit(self, slug: str) -> str:
        """The commit that a slug was built from, empty when nobody said."""
        return self.heroku.get(f"/apps/{self.app}/slugs/{slug}")["commit"] or ""


def find(place: Place, stack: str) -> Deployed:
    """Raises OpsError for a stack that doesn't exist, or that was never deployed with success."""
    with known(place, stack):
        outputs = place.engine.outputs(stack)
    return _of_outputs(place, stack, outputs)


def _of_outputs(place: Place, stack: str, outputs: Mapping[str, Any]) -> Deployed:
    if not outputs.get("slugId"):
        raise OpsError(
            f"{stack} was never deployed with success, so there is nothing to work on.\n"
            f"To do: {place.up(stack)}"
        )
    return Deployed(
        stack=stack,
        app=outputs["appName"],
        url=outputs["webUrl"],
        slug=outputs["slugId"],
        release=outputs["releaseId"],
        names=frozenset(outputs.get("configVars", ())),
        pages=tuple(outputs.get("pages", ("/",))),
        heroku=place.heroku,
        cli=place.cli,
    )


def up(place: Place, stack: str) -> Events:
    """`pulumi up` of a stack, and a look at its site; what the engine did. Raises OpsError."""
    step(f"pulumi up --stack {stack}")
    events = place.engine.up(stack)
    target = _of_outputs(place, stack, events.outputs or place.engine.outputs(stack))
    look(place, target)
    running = current(target.releases())
    detail(f"{stack} runs v{running.version} ({running.description})")
    detail(f"and answers at {target.url}")
    return events


def look(place: Place, target: Deployed) -> None:
    """Wait for the dynos of the current release, then visit the site. Raises OpsError."""
    try:
        dynos.settle(target.heroku, target.app)
        site.check(target.url, target.pages)
    except OpsError as error:
        raise OpsError(f"{error}\n{_why(place, target)}") from None


def _why(place: Place, target: Deployed) -> str:
    """The log of a real app is for few, and that of a job on GitHub may be read by all."""
    if not place.is_trial:
        return f"To do: {place.cli} logs --app {target.app}"
    return f"The end of its log:\n{dynos.end_of_log(target.heroku, target.app)}"


@contextmanager
def known(place: Place, stack: str) -> Iterator[None]:
    """What fails for want of the stack is told with those there are."""
    try:
        yield
    except OpsError:
        check_exists(place, stack)
        raise


def check_exists(place: Place, stack: str) -> None:
    """Raises OpsError that names the stacks there are."""
    refuse_unknown(place, stack, place.engine.stacks())


def refuse_unknown(hands: Hands, stack: str, known: Sequence[str]) -> None:
    """The same where the stacks are known already."""
    if stack not in known:
        raise OpsError(
            f"There is no stack {stack!r}. There {_are(known)}.\nTo make it: {hands.make(stack)}"
        )


def current(releases: Sequence[Release]) -> Release:
    """What the dynos run."""
    return next(release for release in releases if release.is_current)


def _are(stacks: Sequence[str]) -> str:
    if not stacks:
        return "is none yet"
    return f"{'are' if len(stacks) > 1 else 'is'} {', '.join(stacks)}"

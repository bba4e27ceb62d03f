"""A stack's app as the platform's API has it: everything the checks need, asked side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ops.checkup.state import State
from ops.deployed import Release, current
from ops.errors import OpsError
from ops.heroku_api import HerokuApi, Json
from ops.place import Hands

LOG_LINES = 100
LAST_LINES = 3
TELLING = 6  # characters of a value; `true` and `8000` are no secrets, and stand everywhere
# The config vars whose values are looked at, and never shown; of all others only the names.
WATCHED = (
    "ALLOWED_HOSTS",
    "DEBUG",
    "DISABLE_COLLECTSTATIC",
    "DJANGO_DEBUG",
    "DJANGO_LOG_LEVEL",
    "DJANGO_SETTINGS_MODULE",
    "WEB_CONCURRENCY",
)


@dataclass(frozen=True, kw_only=True)
class App:
    """Bodies are the API's own. `commit` is the running slug's; `end` the end of a failed log."""

    name: str
    state: State
    hands: Hands
    body: Json
    formation: tuple[Json, ...]
    dynos: tuple[Json, ...]
    addons: tuple[Json, ...]
    domains: tuple[Json, ...]
    build: Json | None
    releases: tuple[Release, ...]
    released_at: str  # when the running release was made
    stage: str
    names: frozenset[str]
    watched: Mapping[str, str]
    log: tuple[str, ...]
    commit: str
    build_end: tuple[str, ...] = ()
    release_end: tuple[str, ...] = ()

    @property
    def running(self) -> Release:
        return current(self.releases)

    @property
    def plans(self) -> tuple[str, ...]:
        """Of Heroku Postgres, without the service's name."""
        found = (addon["plan"]["name"].partition(":") for addon in self.addons)
        return tuple(plan for service, _, plan in found if service == "heroku-postgresql")


def gather(api: HerokuApi, state: State, hands: Hands) -> App:
    """Raises NoSuchThing when the app is gone, OpsError when the API can't be asked."""
    path = f"/apps/{state.app}"
    body = api.get(path)
    found = _asked(api, state.app)
    releases = [Release.of(each) for each in found["releases"]]
    running = next(each for each in found["releases"] if each["current"])
    build = found["builds"][0] if found["builds"] else None

    def end(url: str | None) -> tuple[str, ...]:
        return last_lines(api.output(url), found["config"]) if url else ()

    return App(
        name=state.app,
        state=state,
        hands=hands,
        body=body,
        formation=tuple(found["formation"]),
        dynos=tuple(found["dynos"]),
        addons=tuple(found["addons"]),
        domains=tuple(found["domains"]),
        build=build,
        releases=tuple(releases),
        released_at=running["created_at"],
        stage=(found["coupling"] or {}).get("stage", ""),
        names=frozenset(found["config"]),
        watched={name: found["config"][name] for name in WATCHED if name in found["config"]},
        log=found["log"],
        commit=_commit(api, path, current(releases).slug),
        build_end=end(build["output_stream_url"] if build and _failed(build) else None),
        release_end=end(releases[0].output_url if releases[0].status == "failed" else None),
    )


def _asked(api: HerokuApi, app: str) -> dict[str, Any]:
    """All of it side by side."""
    path = f"/apps/{app}"
    newest = "created_at ..; order=desc, max=1"
    asked: dict[str, Callable[[], Any]] = {
        "formation": lambda: api.all(f"{path}/formation"),
        "dynos": lambda: api.all(f"{path}/dynos"),
        "addons": lambda: api.all(f"{path}/addons"),
        "domains": lambda: api.all(f"{path}/domains"),
        "builds": lambda: api.all(f"{path}/builds", range=newest),
        "releases": lambda: api.releases(app),
        "coupling": lambda: api.coupling(app),
        "config": lambda: api.get(f"{path}/config-vars"),
        "log": lambda: _log(api, app),
    }
    with ThreadPoolExecutor() as beside:
        started = {name: beside.submit(call) for name, call in asked.items()}
        return {name: future.result() for name, future in started.items()}


def _log(api: HerokuApi, app: str) -> tuple[str, ...]:
    """The newest lines, as `heroku logs` shows them; empty when they can't be had."""
    try:
        return tuple(api.log(app, lines=LOG_LINES))
    except OpsError:
        return ()


def _commit(api: HerokuApi, path: str, slug: str | None) -> str:
    if not slug:
        return ""
    try:
        return api.get(f"{path}/slugs/{slug}")["commit"] or ""
    except OpsError:
        return ""


def _failed(build: Json) -> bool:
    return bool(build["status"] == "failed")


def last_lines(text: str, config: Mapping[str, str]) -> tuple[str, ...]:
    """The end of a log, which is often an error's message, without what the app keeps to itself."""
    values = [value for name, value in config.items() if name not in WATCHED]
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= TELLING:
            text = text.replace(value, "[secret]")
    lines = [line.rstrip() for line in text.splitlines()]
    return tuple(line for line in lines if line)[-LAST_LINES:]

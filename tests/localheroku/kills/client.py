"""A client that changes apps of its own at random, and remembers what it was told."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from tests.localheroku import plain
from tests.localheroku.kills.code import TYPES, code
from tests.localheroku.kills.known import Known, shown
from tests.localheroku.platform import KEY, Platform


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What is there for all clients: code with process types, and an app to promote it from."""

    slugs: Mapping[str, tuple[str, ...]]
    pipeline: str
    source: str
    promotion: str  # the description of its releases


@dataclass
class Client:
    """`known` is what it was told; `doubtful` what a request without an answer may have made."""

    name: str
    shelf: Shelf
    dice: random.Random
    known: dict[str, Known] = field(default_factory=dict)
    doubtful: dict[str, Known | None] = field(default_factory=dict)
    _count: int = 0

    def work(self, address: str) -> None:
        """Change things until the platform is gone."""
        with plain.Client(base_url=address, auth=("", KEY), timeout=30) as self._api:
            while True:
                try:
                    self._act()
                except httpx.TransportError:
                    return

    def compare(self, platform: Platform) -> None:
        """What was acknowledged is there; what was not is there as a whole, or not at all."""
        for name in self.known.keys() | self.doubtful.keys():
            found, told = shown(platform, name), self.known.get(name)
            assert found in (told, self.doubtful.get(name, told)), (name, found, told)
            self._learn(name, found)
        self.doubtful.clear()

    def _act(self) -> None:
        if not self.known:
            self._create()
            return
        app, known = self.dice.choice(list(self.known.items()))
        actions = [action for action, chance in self._actions(known) for _ in range(chance)]
        self.dice.choice(actions)(app, known)

    def _actions(self, known: Known) -> list[tuple[Callable[[str, Known], None], int]]:
        """What can be done now, and how often it is."""
        always = [(self._configure, 6), (self._release, 6), (self._maintain, 2), (self._delete, 1)]
        addon = (self._remove_addon, 2) if known.addons else (self._add_addon, 1)
        pipeline = (self._promote, 2) if known.coupled else (self._couple, 1)
        deployed = [(self._scale, 6), (self._build, 2)] if known.quantities else []
        return [*always, addon, pipeline, *deployed]

    def _create(self) -> None:
        name = self._fresh("app")
        self._ask(name, Known(), 201, "POST", "/apps", {"name": name})

    def _delete(self, app: str, known: Known) -> None:
        self._ask(app, None, 200, "DELETE", f"/apps/{app}")

    def _configure(self, app: str, known: Known) -> None:
        key = self.dice.choice(["COLOUR", "SIZE"])
        value = None if key in known.config and self.dice.random() < 0.3 else self._fresh("value")
        config = {**known.config, key: value}
        after = replace(known, config={k: v for k, v in config.items() if v is not None})
        verb = "Remove" if value is None else "Set"
        after = after.released(f"{verb} {key} config vars")
        self._ask(app, after, 200, "PATCH", f"/apps/{app}/config-vars", {key: value})

    def _release(self, app: str, known: Known) -> None:
        slug, types = self.dice.choice(list(self.shelf.slugs.items()))
        description = self._fresh("Release")
        after = known.released(description).running(types)
        body = {"slug": slug, "description": description}
        self._ask(app, after, 201, "POST", f"/apps/{app}/releases", body)

    def _build(self, app: str, known: Known) -> None:
        """The release comes later, if at all."""
        version = self._fresh("b")
        blob = self._api.post("/sources").json()["source_blob"]
        self._api.put(blob["put_url"], content=code(version))
        body = {"source_blob": {"url": blob["get_url"], "version": version}}
        after = replace(known, builds=known.builds | {version})
        self._ask(app, after, 201, "POST", f"/apps/{app}/builds", body)

    def _scale(self, app: str, known: Known) -> None:
        type_, quantity = self.dice.choice(TYPES), self.dice.randint(0, 1)
        after = replace(known, quantities={**known.quantities, type_: quantity})
        body = {"quantity": quantity}
        self._ask(app, after, 200, "PATCH", f"/apps/{app}/formation/{type_}", body)

    def _maintain(self, app: str, known: Known) -> None:
        after = replace(known, maintenance=not known.maintenance)
        self._ask(app, after, 200, "PATCH", f"/apps/{app}", {"maintenance": after.maintenance})

    def _add_addon(self, app: str, known: Known) -> None:
        name = self._fresh("db")
        after = replace(known, addons=frozenset([name]))
        body = {"plan": "heroku-postgresql", "name": name}
        self._ask(app, after, 201, "POST", f"/apps/{app}/addons", body)

    def _remove_addon(self, app: str, known: Known) -> None:
        (name,) = known.addons
        after = replace(known, addons=frozenset())
        self._ask(app, after, 200, "DELETE", f"/apps/{app}/addons/{name}")

    def _couple(self, app: str, known: Known) -> None:
        body = {"app": app, "pipeline": self.shelf.pipeline, "stage": "production"}
        self._ask(app, replace(known, coupled=True), 201, "POST", "/pipeline-couplings", body)

    def _promote(self, app: str, known: Known) -> None:
        after = known.released(self.shelf.promotion).running(TYPES)
        body = {
            "pipeline": {"id": self.shelf.pipeline},
            "source": {"app": {"id": self.shelf.source}},
            "targets": [{"app": {"id": app}}],
        }
        self._ask(app, after, 201, "POST", "/pipeline-promotions", body)

    def _ask(
        self, app: str, after: Known | None, status: int, method: str, path: str, json: Any = None
    ) -> None:
        self.doubtful[app] = after
        answer = self._api.request(method, path, json=json)
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
        self._learn(app, after)
        del self.doubtful[app]

    def _learn(self, app: str, known: Known | None) -> None:
        if known:
            self.known[app] = known
        else:
            self.known.pop(app, None)

    def _fresh(self, what: str) -> str:
        self._count += 1
        return f"{what}-{self.name}-{self._count}"

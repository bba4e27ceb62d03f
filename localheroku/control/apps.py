"""Apps: born with two releases, renamed, and destroyed with all that belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from localheroku.control import names
from localheroku.control.catalogue import find_region, find_stack
from localheroku.control.lookup import by_id_or_name, required
from localheroku.control.releases import MakeRelease
from localheroku.model.app import App
from localheroku.model.catalogue import Feature, default_stack
from localheroku.model.identity import new_id, now
from localheroku.model.release import Release
from localheroku.model.store import Store

BIRTH = ("Initial release", "Enable Logplex")


class Apps:
    """`destroyed` clears away what an app leaves outside the store: dynos, databases, logs."""

    def __init__(
        self, store: Store, release: MakeRelease, destroyed: Callable[[App], None]
    ) -> None:
        self._store = store
        self._release = release
        self._destroyed = destroyed

    def all(self) -> list[App]:
        return self._store.all(App)

    def find(self, id_or_name: str) -> App:
        return required(by_id_or_name(self._store, App, id_or_name), "app")

    def create(self, *, name: str | None, region: str | None, stack: str | None) -> App:
        name = name or names.haiku()
        names.APP.check_new(self._store, App, name)
        stack_name = find_stack(stack).name if stack else default_stack().name
        app = App(
            id=new_id(),
            name=name,
            region=find_region(region or "us").name,
            stack=stack_name,
            build_stack=stack_name,
            created_at=now(),
            updated_at=now(),
        )
        with self._store.transaction():
            self._store.add(app)
            for description in BIRTH:
                self._release(app, description)
        return self.find(app.id)

    def update(
        self, app: App, *, name: str | None, build_stack: str | None, maintenance: bool | None
    ) -> App:
        changed = replace(
            app,
            name=name or app.name,
            build_stack=find_stack(build_stack).name if build_stack else app.build_stack,
            maintenance=app.maintenance if maintenance is None else maintenance,
        )
        if changed.name != app.name:
            names.APP.check_new(self._store, App, changed.name)
        with self._store.transaction():
            changed = self._change(app, changed)
            return self._upgrade(changed) if changed.build_stack != app.build_stack else changed

    def set_acm(self, app: App, acm: bool) -> App:
        return self._change(app, replace(app, acm=acm))

    def set_buildpacks(self, app: App, buildpacks: tuple[str, ...]) -> App:
        return self._change(app, replace(app, buildpacks=buildpacks))

    def set_feature(self, app: App, feature: Feature, enabled: bool) -> App:
        kept = tuple(name for name in app.features if name != feature.name)
        return self._change(app, replace(app, features=(*kept, feature.name) if enabled else kept))

    def destroy(self, app: App) -> App:
        with self._store.transaction():
            self._destroyed(app)
            self._store.remove(app)
        return app

    def _upgrade(self, app: App) -> App:
        """An app without code is on its new stack at once; others with their next build."""
        if any(one.slug_id for one in self._store.all(Release, app_id=app.id)):
            return app
        self._store.put(replace(app, stack=app.build_stack))
        self._release(app, f"Upgrade stack to {app.build_stack}")
        return self.find(app.id)

    def _change(self, app: App, changed: App) -> App:
        if changed == app:
            return app
        return self._store.put(replace(changed, updated_at=now()))

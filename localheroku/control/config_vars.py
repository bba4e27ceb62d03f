"""Config vars: what people set, beside what add-ons own (https://devcenter.heroku.com/articles/config-vars)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from localheroku.control.errors import InvalidParams
from localheroku.control.releases import MakeRelease
from localheroku.model.addon import Addon, Attachment
from localheroku.model.app import App
from localheroku.model.release import Release
from localheroku.model.store import Store

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
MAX_BYTES = 64 * 1024


class ConfigVars:
    """`value_of` gives what the attachments of a provisioned add-on say, a URL."""

    def __init__(
        self, store: Store, release: MakeRelease, value_of: Callable[[Addon], str]
    ) -> None:
        self._store = store
        self._release = release
        self._value_of = value_of

    def of(self, app: App) -> dict[str, str]:
        """The app's whole config, add-ons' variables included, in the order of their names."""
        return self._with_attachments(app, app.config_vars)

    def of_release(self, app: App, release: Release) -> dict[str, str]:
        """What a dyno of that release would find: the add-ons' variables are as they are now."""
        return self._with_attachments(app, release.config_vars)

    def from_attachments(self, app: App) -> dict[str, str]:
        found = {}
        for attachment in self._store.all(Attachment, app_id=app.id):
            addon = self._store.first(Addon, id=attachment.addon_id)
            if addon and addon.state == "provisioned":
                found[attachment.config_var] = self._value_of(addon)
        return found

    def update(self, app: App, changes: Mapping[str, str | None]) -> dict[str, str]:
        """Set some, remove (None) some; what changes nothing makes no release."""
        self._refuse_owned(app, changes)
        wanted = merged(app.config_vars, changes)
        if wanted != app.config_vars:
            self._release(app, _describe(app.config_vars, wanted), config_vars=wanted)
        return self.of(self._store.get(App, app.id))

    def _with_attachments(self, app: App, config_vars: Mapping[str, str]) -> dict[str, str]:
        return dict(sorted({**config_vars, **self.from_attachments(app)}.items()))

    def _refuse_owned(self, app: App, changes: Mapping[str, str | None]) -> None:
        owned = {attachment.config_var for attachment in self._store.all(Attachment, app_id=app.id)}
        if taken := sorted(owned & changes.keys()):
            raise InvalidParams(f"Cannot overwrite attachment values {', '.join(taken)}.")


def merged(config_vars: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """With these set and those of value None removed; what no environment can hold is refused."""
    wanted = {**config_vars, **changes}
    kept = {key: value for key, value in wanted.items() if value is not None}
    check_variables(kept)
    _check_size(kept)
    return kept


def check_variables(config_vars: Mapping[str, str]) -> None:
    """What an environment can hold."""
    for key, value in config_vars.items():
        if not NAME.fullmatch(key):
            raise InvalidParams(
                f"Config var {key!r} is not a valid name: letters, digits and underscores "
                "are accepted, and no digit first."
            )
        if "\0" in value:
            raise InvalidParams(
                f"Config var {key} holds a NUL character, which no environment can."
            )


def _check_size(config_vars: Mapping[str, str]) -> None:
    size = sum(len(key.encode()) + len(value.encode()) for key, value in config_vars.items())
    if size > MAX_BYTES:
        raise InvalidParams(
            f"Config vars hold {size} bytes together; at most {MAX_BYTES} are accepted."
        )


def _describe(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """`Set A, B config vars`, as `heroku releases` shows it."""
    set_ = sorted(key for key in after if before.get(key) != after[key])
    removed = sorted(before.keys() - after.keys())
    if not removed:
        return f"Set {', '.join(set_)} config vars"
    if not set_:
        return f"Remove {', '.join(removed)} config vars"
    return f"Set {', '.join(set_)} and remove {', '.join(removed)} config vars"

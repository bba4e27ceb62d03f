"""What is known of an app: by its client, who was answered, and as the platform shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from tests.localheroku.platform import Platform


@dataclass(frozen=True, kw_only=True)
class Known:
    """Releases of add-ons and builds come later than their answer: they are left out."""

    config: Mapping[str, str] = field(default_factory=dict)
    quantities: Mapping[str, int] = field(default_factory=dict)
    addons: frozenset[str] = frozenset()
    builds: frozenset[str] = frozenset()
    coupled: bool = False
    maintenance: bool = False
    releases: Mapping[str, int] = field(
        default_factory=lambda: {"Initial release": 1, "Enable Logplex": 1}
    )

    def released(self, description: str) -> Known:
        return replace(self, releases=Counter(self.releases) + Counter([description]))

    def running(self, types: Iterable[str]) -> Known:
        """With the rows of new code: the first has one web dyno."""
        rows = dict.fromkeys(types, 0)
        first = {} if self.quantities else {"web": 1}
        return replace(self, quantities=rows | first | dict(self.quantities))


def shown(platform: Platform, name: str) -> Known | None:
    """None if there is no such app."""
    app = platform.get(f"/apps/{name}")
    if app.status_code == httpx.codes.NOT_FOUND:
        return None
    addons = _list(platform, f"/apps/{name}/addons")
    owned = {variable for addon in addons for variable in addon["config_vars"]}
    config = platform.get(f"/apps/{name}/config-vars").json()
    builds = {one["source_blob"]["version"] for one in _list(platform, f"/apps/{name}/builds")}
    releases = _list(platform, f"/apps/{name}/releases")
    return Known(
        config={key: value for key, value in config.items() if key not in owned},
        quantities={
            one["type"]: one["quantity"] for one in _list(platform, f"/apps/{name}/formation")
        },
        addons=frozenset(addon["name"] for addon in addons),
        builds=frozenset(builds),
        coupled=platform.get(f"/apps/{name}/pipeline-couplings").is_success,
        maintenance=app.json()["maintenance"],
        releases=Counter(one["description"] for one in releases if not _comes_later(one, builds)),
    )


def _comes_later(release: Mapping[str, Any], builds: set[str]) -> bool:
    description: str = release["description"]
    return "@ref:" in description or description.removeprefix("Deploy ") in builds


def _list(platform: Platform, path: str) -> list[dict[str, Any]]:
    answer = platform.get(path, headers={"Range": "id ..; max=1000"})
    assert answer.status_code == httpx.codes.OK, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found

"""An app that was made by hand, as the platform knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ops.deployed import Release, current
from ops.errors import OpsError
from ops.heroku_api import HerokuApi, Json, NoSuchThing
from ops.place import Place
from ops.stacks import STAGES

# The one feature that the program switches on unless it is told otherwise.
METADATA = "runtime-dyno-metadata"
SECRET_KEY = "SECRET_KEY"


@dataclass(frozen=True, kw_only=True)
class HandMade:
    """Everything that the code will declare. `config_vars` are the app's own, with their values."""

    id: str
    app: str
    region: str
    stack_image: str
    stage: str
    pipeline: Json | None
    pipeline_owner: str
    coupling: str | None
    database: Json | None
    formation: list[Json]
    domains: list[Json]
    features: list[Json]
    slug: str | None
    release: str
    version: int
    config_vars: Mapping[str, str] = field(repr=False)
    left_alone: tuple[str, ...]

    @property
    def lacks_key(self) -> bool:
        """Whether Django's key has another name, or there is none yet."""
        return SECRET_KEY not in self.config_vars

    def told(self) -> Iterator[str]:
        """For a person to judge before anything is written."""
        yield f"app        {self.app} ({self.region}, {self.stack_image}), v{self.version}"
        yield f"database   {self.database['name'] if self.database else 'none; the code adds one'}"
        yield f"pipeline   {self.pipeline['name'] if self.pipeline else 'none'}, {self.stage}"
        for row in self.formation:
            yield f"formation  {row['type']} {row['quantity']} of {row['size']}"
        for domain in self.domains:
            yield f"domain     {domain['hostname']}"
        yield f"config     {', '.join(sorted(self.config_vars)) or 'none'}"
        if self.lacks_key:
            yield f"secret key none; the code sets {SECRET_KEY} to a new one"
        for name in self.left_alone:
            yield f"left alone {name}"

    def differing(self, wanted: Mapping[str, Any]) -> list[str]:
        """The names of config vars that the code would set otherwise."""
        differing = {name for name in wanted if self.config_vars.get(name) != wanted[name]}
        return sorted(differing | ({SECRET_KEY} if self.lacks_key else set()))


def look(here: Place, app: str, stack: str) -> HandMade:
    """Only reads. Raises OpsError when there is no such app."""
    heroku = here.heroku
    try:
        body = heroku.get(f"/apps/{app}")
    except NoSuchThing:
        known = ", ".join(sorted(each["name"] for each in heroku.all("/apps"))) or "none"
        raise OpsError(f"There is no app {app!r} in this account. Its apps: {known}.") from None
    path = f"/apps/{body['id']}"
    theirs = heroku.addon_vars(body["id"])
    config: dict[str, str] = heroku.get(f"{path}/config-vars")
    releases = [Release.of(each) for each in heroku.releases(body["id"])]
    coupling = heroku.coupling(body["id"])
    database, others = _database(heroku, path)
    drains = [f"log drain {drain['id']}" for drain in heroku.all(f"{path}/log-drains")]
    return HandMade(
        id=body["id"],
        app=body["name"],
        region=body["region"]["name"],
        stack_image=body["build_stack"]["name"],
        stage=coupling["stage"] if coupling else stack if stack in STAGES else "development",
        pipeline=heroku.get(f"/pipelines/{coupling['pipeline']['id']}") if coupling else None,
        pipeline_owner=_owner(here, stack, coupling["pipeline"]["id"]) if coupling else "none",
        coupling=coupling["id"] if coupling else None,
        database=database,
        formation=[row for row in heroku.all(f"{path}/formation") if row["type"] != "release"],
        domains=[each for each in heroku.all(f"{path}/domains") if each["kind"] == "custom"],
        features=_features(heroku, path),
        slug=current(releases).slug,
        release=releases[0].id,
        version=releases[0].version,
        config_vars={name: config[name] for name in config if name not in theirs},
        left_alone=(*others, *drains),
    )


def _owner(here: Place, stack: str, pipeline: str) -> str:
    """The stack that declares the pipeline: one that does, else this one."""
    for other in here.engine.stacks():
        if other != stack and here.engine.outputs(other).get("pipelineId") == pipeline:
            return other
    return stack


def _database(heroku: HerokuApi, path: str) -> tuple[Json | None, list[str]]:
    """The add-on that is DATABASE, and the names of the other add-ons."""
    addons = heroku.all(f"{path}/addons")
    found = next((each for each in addons if "DATABASE_URL" in each["config_vars"]), None)
    return found, [f"add-on {each['name']}" for each in addons if each is not found]


def _features(heroku: HerokuApi, path: str) -> list[Json]:
    """Those that are on, and the one that the program would switch on."""
    features = heroku.all(f"{path}/features")
    return [each for each in features if each["enabled"] or each["name"] == METADATA]

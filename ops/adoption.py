"""An app that was made by hand: what it is, as the stack's config and state are to say it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.deployed import Release, current
from ops.errors import OpsError
from ops.heroku_api import HerokuApi, NoSuchThing
from ops.place import Place
from ops.stacks import STAGES

Json = dict[str, Any]

# Of the config vars, those that the program has keys of their own for, or makes itself.
SECRET_KEY, FALLBACKS = "SECRET_KEY", "SECRET_KEY_FALLBACKS"
MADE_BY_CODE = ("ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE")
COMPONENT = "heroku:DjangoApp"  # infra/app.py, after the project's name
# The one feature that the program switches on unless it is told otherwise.
METADATA = "runtime-dyno-metadata"


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
        for name in self.left_alone:
            yield f"left alone {name}"

    def differing(self, wanted: Mapping[str, Any]) -> list[str]:
        """The names of config vars that the code would set otherwise."""
        return sorted(name for name in wanted if self.config_vars.get(name) != wanted[name])


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


def write_config(here: Place, stack: str, found: HandMade) -> None:
    """What the stack file says, key by key; secrets go in encrypted."""
    engine = here.engine
    if stack not in engine.stacks():
        engine.create(stack)
    for key in ("processes", "appFeatures", "domains", "configVars", "secretKeyFallbacks"):
        engine.unset(stack, key)
    for key, value in _plain(found).items():
        engine.set(stack, key, value)
    for path, value in _secret(found).items():
        engine.set_secret(stack, path, value)


def take_in(here: Place, stack: str, found: HandMade) -> None:
    """`pulumi import`, under the names and parents that the program uses."""
    engine = here.engine
    if "app" in engine.resources(stack):  # an adoption that broke off, perhaps long ago
        engine.refresh(stack)
    engine.make_provider(stack)
    missing = import_set(here, stack, found)
    if missing["resources"]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "import.json"
            file.write_text(json.dumps(missing, indent=2))
            engine.take_in(stack, file)


def import_set(here: Place, stack: str, found: HandMade) -> Json:
    """https://www.pulumi.com/docs/iac/guides/migration/import/#bulk-import-operations"""
    provider = f"urn:pulumi:{stack}::{here.project}::pulumi:providers:heroku::heroku"
    type = f"{here.project}:{COMPONENT}"
    component = f"urn:pulumi:{stack}::{here.project}::{type}::django"
    there = here.engine.resources(stack)
    wanted = [{"type": type, "name": "django", "component": True}, *_resources(stack, found)]
    return {
        "nameTable": {"heroku": provider} | ({"django": component} if "django" in there else {}),
        "resources": [each for each in wanted if each["name"] not in there],
    }


def _resources(stack: str, found: HandMade) -> Iterator[Json]:
    if found.pipeline and found.pipeline_owner == stack:
        yield _resource("pipeline/pipeline:Pipeline", "pipeline", found.pipeline["id"], parent="")
    yield _resource("app/app:App", "app", found.id)
    if found.database:
        yield _resource("addon/addon:Addon", "postgres", found.database["id"])
    if found.coupling:
        yield _resource("pipeline/coupling:Coupling", "coupling", found.coupling)
    for feature in found.features:
        name = feature["name"]
        yield _resource("app/feature:Feature", f"feature-{name}", f"{found.id}:{name}")
    for domain in found.domains:
        name = domain["hostname"]
        yield _resource("domain/domain:Domain", f"domain-{name}", f"{found.id}:{name}")
    if found.slug:
        yield _resource("app/release:Release", "release", found.id)
    for row in found.formation:
        type_ = row["type"]
        yield _resource(
            "formation/formation:Formation", f"formation-{type_}", f"{found.id}:{type_}"
        )


def _resource(type_: str, name: str, id_: str, *, parent: str = "django") -> Json:
    resource = {"type": f"heroku:{type_}", "name": name, "id": id_, "provider": "heroku"}
    return resource | ({"parent": parent} if parent else {})


def _plain(found: HandMade) -> dict[str, str]:
    """By property path, as `pulumi config set --path` takes it."""
    values = {
        "appName": found.app,
        "region": found.region,
        "stackImage": found.stack_image,
        "stage": found.stage,
        "pipelineOwner": found.pipeline_owner,
        "pipelineName": found.pipeline["name"] if found.pipeline else "",
        "promoteFrom": "",
        "slug": found.slug or "",
    }
    if found.database:
        values["postgresName"] = found.database["name"]
        values["postgresPlan"] = found.database["plan"]["name"].partition(":")[2]
    for row in found.formation:
        values[f"processes.{row['type']}.quantity"] = str(row["quantity"])
        values[f"processes.{row['type']}.size"] = row["size"].lower()
    for feature in found.features:
        values[f'appFeatures["{feature["name"]}"]'] = str(feature["enabled"]).lower()
    for index, domain in enumerate(found.domains):
        values[f"domains[{index}]"] = domain["hostname"]
    return values


def _secret(found: HandMade) -> dict[str, str]:
    """Nobody knows which of them are secret, so all are."""
    values = {}
    for name, value in found.config_vars.items():
        if name == SECRET_KEY:
            values["secretKey"] = value
        elif name == FALLBACKS:
            keys = enumerate(filter(None, value.split(",")))
            values |= {f"secretKeyFallbacks[{index}]": key for index, key in keys}
        elif name not in MADE_BY_CODE:
            values[f'configVars["{name}"]'] = value
    return values


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

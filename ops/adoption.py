"""An app that was made by hand, as a stack's config and state are to say it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ops.hand_made import SECRET_KEY, HandMade
from ops.heroku_api import Json
from ops.place import Place

# Of the config vars, those that the program has keys of their own for, or makes itself.
FALLBACKS = "SECRET_KEY_FALLBACKS"
MADE_BY_CODE = ("ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE")
# Keys whose former parts would stay beside the new ones.
MAPS = ("processes", "appFeatures", "domains", "configVars", "secretKeyFallbacks")
COMPONENT = "heroku:DjangoApp"  # infra/app.py, after the project's name


def write_config(here: Place, stack: str, found: HandMade) -> None:
    """What the stack file says; secrets go in encrypted."""
    engine = here.engine
    if stack not in engine.stacks():
        engine.create(stack)
    engine.unset(stack, *MAPS)
    engine.set_all(stack, _plain(found))
    for path, value in _secret(found).items():
        engine.set_secret(stack, path, value)
    if found.lacks_key and not engine.has_secret_key(stack):
        engine.generate_secret_key(stack)


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

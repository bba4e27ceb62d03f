"""`heroku.slug.Slug`: a slug built elsewhere.

https://www.pulumi.com/registry/packages/heroku/api-docs/slug/slug/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from ops.toolchain.heroku import archives
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.resource import Change, Found, Property, Resource, two_parts, uuid
from ops.toolchain.heroku.values import Value, Values

OPTIONS = {
    "buildpackProvidedDescription": "buildpack_provided_description",
    "checksum": "checksum",
    "commit": "commit",
    "commitDescription": "commit_description",
    "stack": "stack",
}


def _not_here(_value: Value) -> str:
    return "the stand-in provider fetches nothing from elsewhere; give filePath."


class Slug(Resource):
    token = "heroku:slug/slug:Slug"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "processTypes": Property(type=dict, required=True, replaces=True),
        "filePath": Property(replaces=True),
        "fileUrl": Property(replaces=True, rule=_not_here),
        "buildpackProvidedDescription": Property(replaces=True),
        "checksum": Property(computed=True, replaces=True),
        "commit": Property(replaces=True),
        "commitDescription": Property(replaces=True),
        "stack": Property(computed=True, replaces=True),
        "blobs": Property(type=list, output=True),
        "size": Property(type=int, output=True),
        "stackId": Property(output=True),
    }

    def changes(self, olds: Values, old_inputs: Values, news: Values) -> Iterator[Change]:
        yield from super().changes(olds, old_inputs, news)
        path = news.get("filePath")
        if isinstance(path, str) and olds.get("checksum") != archives.checksum(Path(path)):
            yield Change("checksum", "checksum", "update", replaces=True)

    def create(self, call: Call, inputs: Values) -> Found:
        app, path = inputs["appId"], inputs.get("filePath")
        if not path:
            raise ProviderError("A slug needs filePath, the archive to upload.")
        given = {"checksum": archives.checksum(Path(path))} | inputs
        asked = {"process_types": inputs["processTypes"]} | {
            parameter: given[key] for key, parameter in OPTIONS.items() if given.get(key)
        }
        slug = call.api.post(f"/apps/{app}/slugs", asked)
        call.api.upload(slug["blob"]["method"].upper(), slug["blob"]["url"], Path(path))
        return _found(slug, inputs)

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        return _found(call.api.get(f"/apps/{outputs['appId']}/slugs/{id}"), outputs)

    def adopt(self, call: Call, id: str) -> Found:
        app, slug = two_parts(id)
        found = call.api.get(f"/apps/{app}/slugs/{slug}")
        return _found(found, {"appId": call.api.get(f"/apps/{app}")["id"]})


def _found(slug: Values, known: Values) -> Found:
    outputs = {key: slug[parameter] for key, parameter in OPTIONS.items()} | {
        "appId": known["appId"],
        "processTypes": slug["process_types"],
        "filePath": known.get("filePath"),
        "blobs": [{key: slug["blob"][key] for key in ("method", "url")}],
        "size": slug["size"],
        "stack": slug["stack"]["name"],
        "stackId": slug["stack"]["id"],
    }
    return Found(slug["id"], outputs)

"""`heroku.build.Build`: source code in, slug and release out.

https://www.pulumi.com/registry/packages/heroku/api-docs/build/build/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from ops.toolchain.heroku import archives, waiting
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.errors import FailedError
from ops.toolchain.heroku.resource import Change, Found, Property, Resource, two_parts, uuid
from ops.toolchain.heroku.values import Unknown, Value, Values

# Heroku lets a build run until its dyno is cycled.
MINUTES = 26 * 60


def _source(source: Values) -> str | None:
    where = [key for key in ("path", "url") if source.get(key)]
    if len(where) != 1:
        return "a source has either a path or a url, one of them."
    if source.get("path") and source.get("checksum"):
        return "with a path, the checksum is the provider's to find out; leave it out."
    url = source.get("url")
    if isinstance(url, str) and not url.startswith("https://"):
        return f"url has to start with https://; found {url!r}."
    return None


class Build(Resource):
    token = "heroku:build/build:Build"
    properties: ClassVar = {
        "appId": Property(required=True, replaces=True, rule=uuid),
        "source": Property(type=dict, required=True, replaces=True, rule=_source),
        "buildpacks": Property(type=list, computed=True, replaces=True),
        "localChecksum": Property(output=True),
        "outputStreamUrl": Property(output=True),
        "releaseId": Property(output=True),
        "slugId": Property(output=True),
        "stack": Property(output=True),
        "status": Property(output=True),
        "users": Property(type=list, output=True),
        "uuid": Property(output=True),
    }

    def same(self, key: str, old: Value, new: Value) -> bool:
        """A source's checksum and url may come from the platform; then they stay."""
        if key == "source" and isinstance(old, dict) and isinstance(new, dict):
            names = {*new, *(old.keys() - {"checksum", "url"})}
            return all(old.get(name) == new.get(name) for name in names)
        return super().same(key, old, new)

    def changes(self, olds: Values, old_inputs: Values, news: Values) -> Iterator[Change]:
        """What is in the archive counts too; so the archive has to exist at each preview."""
        yield from super().changes(olds, old_inputs, news)
        path = _path(news)
        if path and olds.get("localChecksum") != archives.checksum(path):
            yield Change("localChecksum", "localChecksum", "update", replaces=True)

    def foreseen(self, inputs: Values, olds: Values | None = None) -> Values:
        path = _path(inputs)
        known = {"localChecksum": archives.checksum(path)} if path else {}
        return super().foreseen(inputs, olds) | known

    def create(self, call: Call, inputs: Values) -> Found:
        app, path = inputs["appId"], _path(inputs)
        asked: Values = {"source_blob": _uploaded(call, path) if path else {}}
        source = inputs["source"]
        asked["source_blob"] |= {
            key: source[key] for key in ("url", "checksum", "version") if source.get(key)
        }
        if inputs.get("buildpacks"):
            asked["buildpacks"] = [{"url": buildpack} for buildpack in inputs["buildpacks"]]
        id = call.api.post(f"/apps/{app}/builds", asked)["id"]
        _succeeded(call, app, id)
        build = call.api.get(f"/apps/{app}/builds/{id}")
        known = dict(inputs)
        if path:
            known["localChecksum"] = archives.checksum(path)
        return _found(build, app, known)

    def read(self, call: Call, id: str, outputs: Values) -> Found:
        app = outputs["appId"]
        return _found(call.api.get(f"/apps/{app}/builds/{id}"), app, outputs)

    def adopt(self, call: Call, id: str) -> Found:
        app, name = two_parts(id)
        build = call.api.get(f"/apps/{app}/builds/{name}")
        return _found(build, build["app"]["id"], {})


def _path(inputs: Values) -> Path | None:
    source = inputs.get("source")
    path = source.get("path") if isinstance(source, dict) else None
    return Path(path) if path and not isinstance(path, Unknown) else None


def _uploaded(call: Call, path: Path) -> Values:
    """The source blob of a build, once the archive is where the platform wants it."""
    with archives.packed(path) as archive:
        place = call.api.post("/sources")["source_blob"]
        call.api.upload("PUT", place["put_url"], archive)
    blob = {"url": place["get_url"]}
    # A folder's checksum is over names and contents, not over an archive's bytes.
    return blob if path.is_dir() else blob | {"checksum": archives.checksum(path)}


def _succeeded(call: Call, app: str, build: str) -> None:
    """Wait until the build is done. Raises FailedError with its log when it failed."""
    seen = waiting.until(
        call.pause,
        lambda: call.api.get(f"/apps/{app}/builds/{build}"),
        lambda seen: seen["status"] != "pending",
        minutes=MINUTES,
    )
    if seen["status"] != "succeeded":
        said = waiting.output(call, seen["output_stream_url"])
        raise FailedError(
            "\n".join(
                [
                    f"Build {seen['status']} (app: {app}), complete build log follows:",
                    *(said or ["(none)"]),
                    "(End of build log)",
                ]
            )
        )


def _found(build: Values, app: str, known: Values) -> Found:
    source = dict(known.get("source") or {})
    blob = build["source_blob"]
    # What the provider made of a path is no part of what the program gave.
    of_platform = ("version",) if source.get("path") else ("checksum", "url", "version")
    source |= {key: blob[key] for key in of_platform if blob.get(key)}
    outputs = {
        "appId": app,
        "source": source,
        "buildpacks": [each["url"] for each in build["buildpacks"] or []],
        "localChecksum": known.get("localChecksum"),
        "outputStreamUrl": build["output_stream_url"],
        "releaseId": (build["release"] or {}).get("id"),
        "slugId": (build["slug"] or {}).get("id"),
        "stack": build["stack"],
        "status": build["status"],
        "users": [{key: build["user"][key] for key in ("email", "id")}],
        "uuid": build["id"],
    }
    return Found(build["id"], outputs)

"""Feature, Domain, Drain and Slug, call by call."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ops.toolchain.heroku import drains
from ops.toolchain.heroku.call import Call
from ops.toolchain.heroku.domains import Domain
from ops.toolchain.heroku.drains import Drain
from ops.toolchain.heroku.errors import ProviderError
from ops.toolchain.heroku.features import Feature
from ops.toolchain.heroku.slugs import Slug
from tests.ops.toolchain.heroku.platform import APP, OTHER, Platform, Refusal, Sequence, app

PREBOOT = f"/apps/{APP}/features/preboot"


def test_a_feature_is_switched_on_by_name_and_known_by_id(call: Call, platform: Platform) -> None:
    feature = {"id": OTHER, "name": "preboot", "enabled": True}
    platform.answers |= {
        f"PATCH {PREBOOT}": feature,
        f"GET /apps/{APP}/features/{OTHER}": feature,
        f"PATCH /apps/{APP}/features/{OTHER}": feature,
    }
    inputs = {"appId": APP, "name": "preboot", "enabled": True}
    found = Feature().create(call, inputs)
    Feature().delete(call, found.id, found.outputs)

    assert found == (f"{APP}:{OTHER}", inputs)
    assert platform.body(f"PATCH {PREBOOT}") == {"enabled": True}
    assert platform.body(f"PATCH /apps/{APP}/features/{OTHER}") == {"enabled": False}


def test_a_feature_is_on_unless_said_otherwise() -> None:
    inputs = Feature().check("preboot", {}, {"appId": APP, "name": "preboot"}, b"")

    assert inputs["enabled"] is True


def test_a_domain_is_created_and_the_apps_certificates_looked_at(
    call: Call, platform: Platform
) -> None:
    domain = {
        "id": OTHER,
        "app": {"id": APP},
        "hostname": "www.example.com",
        "cname": None,
        "sni_endpoint": {"id": OTHER},
    }
    post = f"POST /apps/{APP}/domains"
    platform.answers |= {post: domain, f"GET /apps/{APP}": app(acm=True)}
    found = Domain().create(call, {"appId": APP, "hostname": "www.example.com"})

    assert platform.calls == [post, f"GET /apps/{APP}"]
    assert platform.body(post) == {"hostname": "www.example.com", "sni_endpoint": None}
    assert found.outputs["sniEndpointId"] is None


def drain(platform: Platform) -> None:
    shown = {"id": OTHER, "token": "d.1", "url": "https://u:p@logs.example.com"}
    platform.answers[f"POST /apps/{APP}/log-drains"] = shown
    platform.answers[f"GET /apps/{APP}/log-drains/{OTHER}"] = shown


def test_a_drains_secret_address_stays_where_it_was_given(call: Call, platform: Platform) -> None:
    drain(platform)
    inputs = {"appId": APP, "sensitiveUrl": "https://u:p@logs.example.com"}
    found = Drain().create(call, inputs)

    assert found == (OTHER, inputs | {"token": "d.1"})
    assert Drain.properties["sensitiveUrl"].secret


def test_a_drain_for_an_app_that_is_too_young_is_tried_again(
    call: Call, platform: Platform
) -> None:
    drain(platform)
    post = f"POST /apps/{APP}/log-drains"
    early = Refusal(422, {"id": "invalid_params", "message": drains.TOO_EARLY})
    platform.answers[post] = Sequence(early, platform.answers[post])
    Drain().create(call, {"appId": APP, "url": "https://logs.example.com"})

    assert platform.calls[:2] == [post, post]


def test_a_drain_has_one_address(call: Call) -> None:
    with pytest.raises(ProviderError, match="either url or sensitiveUrl"):
        Drain().create(call, {"appId": APP, "url": "https://a", "sensitiveUrl": "https://b"})


def test_a_slug_is_registered_then_uploaded(call: Call, platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "slug.tgz"
    file.write_bytes(b"slug")
    checksum = f"SHA256:{hashlib.sha256(b'slug').hexdigest()}"
    slug = {
        "id": OTHER,
        "blob": {"method": "put", "url": f"{platform.url}/blob"},
        "process_types": {"web": "true"},
        "checksum": checksum,
        "size": 4,
        "stack": {"id": APP, "name": "heroku-26"},
        "commit": None,
        "commit_description": None,
        "buildpack_provided_description": None,
    }
    post = f"POST /apps/{APP}/slugs"
    platform.answers |= {post: slug, "PUT /blob": ""}
    inputs = {"appId": APP, "filePath": str(file), "processTypes": {"web": "true"}}
    found = Slug().create(call, inputs)

    assert platform.calls == [post, "PUT /blob"]
    assert platform.body(post) == {"process_types": {"web": "true"}, "checksum": checksum}
    assert found.outputs["stack"] == "heroku-26"

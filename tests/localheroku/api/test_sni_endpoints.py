"""SNI endpoints over HTTP, and the domains they belong to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localheroku.certificates import certificate
from tests.localheroku.platform import App, Platform
from tests.localheroku.receiver import Receiver

PAIR = certificate("www.example.com", "example.com")
OTHER = certificate("other.example.com")


@pytest.fixture
def endpoint(app: App) -> dict[str, Any]:
    answer = app.post("/sni-endpoints", PAIR)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_an_endpoint_says_what_its_certificate_says(endpoint: dict[str, Any]) -> None:
    found = endpoint["ssl_cert"]

    assert found["cert_domains"] == ["www.example.com", "example.com"]
    assert found["subject"] == found["issuer"] == "/CN=www.example.com"
    assert (found["starts_at"], found["expires_at"][:4]) == ("2024-01-01T00:00:00Z", "2033")
    assert (found["self_signed?"], found["ca_signed?"]) == (True, False)


def test_the_private_key_is_never_answered(app: App, endpoint: dict[str, Any]) -> None:
    answers = [app.platform.get(f"/apps/{app.id}/sni-endpoints"), app.post("/sni-endpoints", OTHER)]

    assert all("PRIVATE KEY" not in answer.text for answer in answers)


def test_the_private_key_is_kept_nowhere(platform: Platform, endpoint: dict[str, Any]) -> None:
    secret = PAIR["private_key"].splitlines()[1].encode()
    chain = PAIR["certificate_chain"].splitlines()[1].encode()
    kept = [file.read_bytes() for file in platform.folder.iterdir() if file.is_file()]

    assert any(chain in content for content in kept)
    assert not any(secret in content for content in [*kept, platform.log.read_bytes()])


def test_an_endpoint_is_found_by_id_and_name(app: App, endpoint: dict[str, Any]) -> None:
    for name in (endpoint["id"], endpoint["name"]):
        assert app.get(f"/sni-endpoints/{name}") == endpoint


def test_a_certificate_is_replaced(app: App, endpoint: dict[str, Any]) -> None:
    body = app.patch(f"/sni-endpoints/{endpoint['id']}", OTHER).json()

    assert body["ssl_cert"]["cert_domains"] == ["other.example.com"]
    assert (body["id"], body["name"]) == (endpoint["id"], endpoint["name"])


@pytest.mark.parametrize(
    "pair",
    [
        {"certificate_chain": PAIR["certificate_chain"]},
        {**PAIR, "certificate_chain": "no certificate"},
        {**PAIR, "certificate_chain": PAIR["certificate_chain"].replace("M", "N", 9)},
        {**PAIR, "private_key": "no key"},
        {**PAIR, "private_key": OTHER["private_key"]},
        certificate("www.example.com", passphrase="locked"),
    ],
)
def test_what_does_not_hold_together_is_refused(app: App, pair: dict[str, str]) -> None:
    answer = app.post("/sni-endpoints", pair)

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")


def test_a_domain_gets_and_loses_a_certificate(app: App, endpoint: dict[str, Any]) -> None:
    wish = {"hostname": f"{app.name}.example.com", "sni_endpoint": endpoint["id"]}
    domain = app.post("/domains", wish).json()
    used = app.get(f"/sni-endpoints/{endpoint['id']}")["domains"]
    without = app.patch(f"/domains/{domain['id']}", {"sni_endpoint": ""}).json()

    assert domain["sni_endpoint"] == {"id": endpoint["id"], "name": endpoint["name"]}
    assert used == [domain["id"]]
    assert without["sni_endpoint"] is None


def test_a_domain_outlives_its_certificate(app: App, endpoint: dict[str, Any]) -> None:
    wish = {"hostname": f"{app.name}.example.com", "sni_endpoint": endpoint["name"]}
    domain = app.post("/domains", wish).json()
    app.delete(f"/sni-endpoints/{endpoint['id']}").raise_for_status()

    assert app.get(f"/domains/{domain['id']}")["sni_endpoint"] is None


def test_an_endpoint_of_another_app_is_not_found(
    app: App, endpoint: dict[str, Any], platform: Platform
) -> None:
    other = App(platform)
    wish = {"hostname": f"{other.name}.example.com", "sni_endpoint": endpoint["id"]}
    status = other.post("/domains", wish).status_code
    other.delete()

    assert status == 404


def test_the_app_s_own_domain_takes_no_certificate(app: App, endpoint: dict[str, Any]) -> None:
    path = f"/domains/{app.name}.localhost"

    assert app.patch(path, {"sni_endpoint": endpoint["id"]}).status_code == 422


def test_an_endpoint_is_told_to_webhooks(app: App, receiver: Receiver) -> None:
    wish = {"include": ["api:sni-endpoint"], "level": "notify", "url": receiver.url}
    app.post("/webhooks", wish).raise_for_status()
    app.post("/sni-endpoints", PAIR).raise_for_status()
    [posted] = receiver.wait_for(1)

    assert b"www.example.com" in posted.body
    assert b"PRIVATE KEY" not in posted.body


def test_a_domain_says_that_no_certificate_is_issued_here(app: App) -> None:
    domain = app.post("/domains", {"hostname": f"{app.name}.example.com"}).json()
    app.post("/acm").raise_for_status()
    found = app.get(f"/domains/{domain['id']}")

    assert (domain["acm_status"], found["acm_status"]) == (None, "failed")
    assert "No certificate is issued on this machine" in found["acm_status_reason"]


def test_certificates_are_asked_for_again_only_with_acm(app: App) -> None:
    before = app.patch("/acm", {"acm_refresh": True}).status_code
    app.post("/acm").raise_for_status()
    after = app.patch("/acm", {"acm_refresh": True}).json()

    assert (before, after["acm"]) == (422, True)

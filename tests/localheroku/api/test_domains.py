"""Domains over HTTP, and where they lead."""

from __future__ import annotations

import secrets

import pytest

from tests.localheroku import plain
from tests.localheroku.platform import App, Platform


@pytest.fixture
def hostname() -> str:
    return f"www-{secrets.token_hex(4)}.example.com"


def test_every_app_has_a_domain_of_herokus(app: App) -> None:
    domains = app.get("/domains")

    assert [(one["hostname"], one["kind"]) for one in domains] == [
        (f"{app.name}.localhost", "heroku")
    ]


def test_a_custom_domain_leads_to_the_app(deployed: App, hostname: str) -> None:
    deployed.post("/domains", {"hostname": hostname, "sni_endpoint": None}).raise_for_status()
    answer = plain.get(deployed.platform.address, headers={"host": hostname})

    assert answer.text == "one"


def test_a_wildcard_domain_leads_to_the_app(deployed: App, hostname: str) -> None:
    deployed.post("/domains", {"hostname": f"*.{hostname}"}).raise_for_status()
    answer = plain.get(deployed.platform.address, headers={"host": f"any.{hostname}"})

    assert answer.text == "one"


def test_a_domain_is_found_by_hostname(app: App, hostname: str) -> None:
    body = app.post("/domains", {"hostname": hostname}).json()

    assert app.get(f"/domains/{hostname}") == body


def test_a_domain_in_use_is_refused(app: App, hostname: str, platform: Platform) -> None:
    other = App(platform)
    other.post("/domains", {"hostname": hostname})
    answer = app.post("/domains", {"hostname": hostname})
    other.delete()

    assert answer.status_code == 422
    assert answer.json()["message"] == f"{hostname} is currently in use by another app."


def test_a_removed_domain_leads_nowhere(deployed: App, hostname: str) -> None:
    deployed.post("/domains", {"hostname": hostname})
    deployed.delete(f"/domains/{hostname}")

    assert plain.get(deployed.platform.address, headers={"host": hostname}).status_code == 403


def test_a_renamed_app_leaves_its_former_host(deployed: App) -> None:
    deployed.visit().raise_for_status()
    deployed.patch("", {"name": f"{deployed.name[:20]}-2"})

    assert deployed.visit().status_code == 404


@pytest.mark.parametrize(
    "hostname",
    [
        "127.0.0.1",
        "a.localhost",
        "localhost",
        "a b.com",
        "a..com",
        "*",
        "*.*.example.com",
        "www.*.com",
        "www.example.com:80",
        "https://www.example.com",
        "-x.example.com",
        f"{'x' * 64}.example.com",
        ".".join(["x" * 60] * 5),
        "",
    ],
)
def test_what_is_no_domain_is_refused(app: App, hostname: str) -> None:
    assert app.post("/domains", {"hostname": hostname}).status_code == 422


def test_an_empty_endpoint_changes_nothing(app: App, hostname: str) -> None:
    body = app.post("/domains", {"hostname": hostname}).json()

    assert app.patch(f"/domains/{body['id']}", {"sni_endpoint": ""}).json() == body

"""Who is let in: by Host, Origin, key and version."""

from __future__ import annotations

import base64
import secrets
import socket

import httpx
import pytest

from tests.localheroku import plain
from tests.localheroku.platform import KEY, App, Platform


def ask(platform: Platform, **headers: str) -> httpx.Response:
    return plain.get(f"{platform.address}/account", headers=headers)


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"someone@example.com:{password}".encode()).decode()


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "", "[::1]"])
def test_another_host_is_refused(platform: Platform, host: str) -> None:
    answer = ask(platform, host=host, authorization=basic(KEY))

    assert (answer.status_code, answer.json()["id"]) == (403, "forbidden")


def test_localhost_is_the_api_too(platform: Platform) -> None:
    host = f"localhost:{httpx.URL(platform.address).port}"

    assert ask(platform, host=host, authorization=basic(KEY)).status_code == 200


@pytest.mark.parametrize("origin", ["https://attacker.example", "null", "http://app.localhost"])
def test_a_foreign_origin_is_refused(platform: Platform, origin: str) -> None:
    answer = ask(platform, origin=origin, authorization=basic(KEY))

    assert (answer.status_code, answer.json()["id"]) == (403, "forbidden")


def test_an_app_is_not_asked_for_its_origin(deployed: App) -> None:
    assert deployed.visit(origin="https://elsewhere.example").status_code == 200


def test_the_api_is_no_websocket(platform: Platform) -> None:
    answer = ask(platform, upgrade="WebSocket", connection="upgrade", authorization=basic(KEY))

    assert (answer.status_code, "no WebSocket" in answer.json()["message"]) == (403, True)


def echo(app: App, host: str) -> bytes:
    """What comes back from the app through a connection that was upgraded."""
    port = httpx.URL(app.platform.address).port
    assert port
    with socket.create_connection(("127.0.0.1", port), 30) as line, line.makefile("rb") as answer:
        upgrade = f"Host: {host.format(port=port)}\r\nConnection: Upgrade\r\nUpgrade: websocket"
        line.sendall(f"GET / HTTP/1.1\r\n{upgrade}\r\n\r\n".encode())
        assert answer.readline() == b"HTTP/1.1 101 Switching Protocols\r\n"
        while answer.readline() != b"\r\n":
            pass
        line.sendall(b"hello\n")
        return answer.read()


def test_an_app_may_speak_websocket(deployed: App) -> None:
    assert echo(deployed, f"{deployed.name}.localhost:{{port}}") == b"hello\n"


def test_an_app_may_speak_websocket_at_its_own_domain(deployed: App) -> None:
    hostname = f"www-{secrets.token_hex(4)}.example.com"
    deployed.post("/domains", {"hostname": hostname, "sni_endpoint": None}).raise_for_status()

    assert echo(deployed, hostname) == b"hello\n"


def test_an_unknown_app_is_not_found(platform: Platform) -> None:
    assert platform.visit("no-such-app").status_code == 404


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer wrong", "Bearer", basic("wrong"), "Basic !!!", "Basic", f"Digest {KEY}", "\xe9"],
)
def test_a_wrong_key_is_refused(platform: Platform, authorization: str) -> None:
    headers = [(b"authorization", authorization.encode("latin-1"))]
    answer = plain.get(f"{platform.address}/account", headers=headers)

    assert (answer.status_code, answer.json()["id"]) == (401, "unauthorized")


@pytest.mark.parametrize("version", ["3", "3.sdk", "3.pipelines"])
def test_variants_of_version_3_are_spoken(platform: Platform, version: str) -> None:
    accept = f"application/vnd.heroku+json; version={version}"

    assert ask(platform, accept=accept, authorization=basic(KEY)).status_code == 200


def test_another_version_is_not_acceptable(platform: Platform) -> None:
    accept = "application/vnd.heroku+json; version=2"
    answer = ask(platform, accept=accept, authorization=basic(KEY))

    assert (answer.status_code, answer.json()["id"]) == (406, "not_acceptable")

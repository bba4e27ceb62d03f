"""The TLS port: HTTP goes to the plain port, and what is neither that nor a secret goes nowhere."""

from __future__ import annotations

import ssl

import httpx
import pytest

from tests.localheroku.attached import Attached
from tests.localheroku.platform import KEY, Platform


@pytest.fixture
def address(platform: Platform) -> str:
    return (platform.folder / "tls" / "address").read_text().strip()


def test_http_is_answered_over_tls(platform: Platform, address: str) -> None:
    trusted = ssl.create_default_context(cafile=platform.folder / "tls" / "ca.pem")
    with httpx.Client(base_url=address, auth=("", KEY), verify=trusted) as client:
        answers = [client.get("/account"), client.get("/account")]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize("line", ["", "x" * 100_000, "GET / HTTP/9", "\0\0\0"])
def test_anything_else_is_answered_nothing(platform: Platform, address: str, line: str) -> None:
    with Attached(f"{address}/{line}", platform.folder / "tls" / "ca.pem") as client:
        assert client.greeting == b""

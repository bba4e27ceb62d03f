"""The TLS port: HTTP goes to the plain port, and what is neither that nor a secret goes nowhere."""

from __future__ import annotations

import os
import socket
import ssl
from pathlib import Path

import anyio
import httpx
import pytest

from localheroku.runtime.certificates import Certificates
from localheroku.runtime.rendezvous import Rendezvous
from localheroku.runtime.tls_port import TlsPort
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


@pytest.mark.anyio
@pytest.mark.parametrize(("user", "is_greeted"), [(os.getuid(), True), (4711, False)])
async def test_another_users_program_is_answered_nothing(
    tmp_path: Path, user: int, is_greeted: bool
) -> None:
    """For it would be ours on the plain port, where a stolen link or cookie must not serve it."""
    rendezvous, listener = Rendezvous(), socket.create_server(("127.0.0.1", 0))
    port = TlsPort(
        Certificates(tmp_path).context(), rendezvous, plain_port=1, user_between=lambda *_: user
    )
    await port.open(listener)
    url = f"rendezvous://127.0.0.1:{listener.getsockname()[1]}/{rendezvous.arrange().secret}"
    with await anyio.to_thread.run_sync(Attached, url, tmp_path / "ca.pem") as client:
        assert bool(client.greeting) == is_greeted
    port.close()

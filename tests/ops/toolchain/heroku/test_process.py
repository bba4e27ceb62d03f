"""The plugin as a process: how the engine finds it and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from ops.toolchain.heroku.values import UNKNOWN, from_struct, to_struct
from ops.toolchain.pins import HEROKU
from ops.toolchain.protocol import plugin_pb2, provider_pb2  # type: ignore[attr-defined]  # by path

ROOT = Path(__file__).resolve().parents[4]
URN = "urn:pulumi:dev::shop::site:Django$heroku:app/app:App::web"


def nobody() -> str:
    """An address on this machine where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


class Plugin:
    """The process and what it is asked."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ops.toolchain.heroku", "127.0.0.1:1"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout
        port = int(self.process.stdout.readline())
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")

    def ask(self, method: str, request: bytes = b"") -> bytes:
        path = f"/pulumirpc.ResourceProvider/{method}"
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self.channel.unary_unary(path)
        return call(request)

    def configure(self, url: str) -> None:
        request = provider_pb2.ConfigureRequest(args=to_struct({"url": url}))
        self.ask("Configure", request.SerializeToString())

    def ended(self) -> tuple[int, bytes, bytes]:
        """How it ended, and what it said besides the port."""
        out, err = self.process.communicate(timeout=10)
        return self.process.returncode, out, err


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    plugin = Plugin()
    yield plugin
    plugin.channel.close()
    plugin.process.kill()
    plugin.process.communicate()


def test_it_says_its_version(plugin: Plugin) -> None:
    info = plugin_pb2.PluginInfo.FromString(plugin.ask("GetPluginInfo"))

    assert info.version == HEROKU


def test_it_ends_quietly_when_the_engine_interrupts_it(plugin: Plugin) -> None:
    plugin.process.send_signal(signal.SIGINT)

    assert plugin.ended() == (0, b"", b"")


def test_it_ends_with_the_engine_that_started_it(plugin: Plugin) -> None:
    assert plugin.process.stdin
    plugin.process.stdin.close()
    plugin.process.stdin = None

    assert plugin.ended() == (0, b"", b"")


def test_an_address_elsewhere_is_refused(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        plugin.configure("https://api.heroku.com")

    assert "talks to this machine only" in str(refused.value.details())


def test_a_preview_of_a_create_makes_no_call(plugin: Plugin) -> None:
    plugin.configure(nobody())
    inputs = to_struct({"name": "shop", "region": "us"})
    request = provider_pb2.CreateRequest(urn=URN, properties=inputs, preview=True)
    answer = provider_pb2.CreateResponse.FromString(
        plugin.ask("Create", request.SerializeToString())
    )

    assert from_struct(answer.properties)["webUrl"] is UNKNOWN


def test_a_failure_to_reach_the_platform_says_what_to_do(plugin: Plugin) -> None:
    plugin.configure(nobody())
    inputs = to_struct({"name": "shop", "region": "us"})
    request = provider_pb2.CreateRequest(urn=URN, properties=inputs)

    with pytest.raises(grpc.RpcError) as failed:
        plugin.ask("Create", request.SerializeToString())
    assert "nothing answers at http://127.0.0.1:" in str(failed.value.details())
    assert "Start it with: make up" in str(failed.value.details())


def test_a_complaint_about_an_input_names_no_property_to_the_engine(plugin: Plugin) -> None:
    """The engine would print the property's value beside it."""
    plugin.configure(nobody())
    request = provider_pb2.CheckRequest(urn=URN, news=to_struct({"configVars": {"PIN": 1}}))
    answer = provider_pb2.CheckResponse.FromString(plugin.ask("Check", request.SerializeToString()))

    assert {failure.property for failure in answer.failures} == {""}
    assert "configVars: config vars are strings; found PIN (int)." in [
        failure.reason for failure in answer.failures
    ]

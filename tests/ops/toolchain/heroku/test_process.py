"""The plugin as a process: how the engine finds it and how it ends."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator

import grpc
import pytest

from ops.toolchain.heroku.values import UNKNOWN, from_struct, to_struct
from ops.toolchain.pins import HEROKU
from ops.toolchain.protocol import plugin_pb2, provider_pb2  # type: ignore[attr-defined]  # by path
from tests.ops.toolchain.process import Plugin, running

URN = "urn:pulumi:dev::shop::site:Django$heroku:app/app:App::web"


def nobody() -> str:
    """An address on this machine where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    with running("ops.toolchain.heroku", "ResourceProvider") as plugin:
        yield plugin


def configure(plugin: Plugin, url: str) -> None:
    request = provider_pb2.ConfigureRequest(args=to_struct({"url": url}))
    plugin.ask("Configure", request.SerializeToString())


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
        configure(plugin, "https://api.heroku.com")

    assert "talks to this machine only" in str(refused.value.details())


def test_a_preview_of_a_create_makes_no_call(plugin: Plugin) -> None:
    configure(plugin, nobody())
    inputs = to_struct({"name": "shop", "region": "us"})
    request = provider_pb2.CreateRequest(urn=URN, properties=inputs, preview=True)
    answer = provider_pb2.CreateResponse.FromString(
        plugin.ask("Create", request.SerializeToString())
    )

    assert from_struct(answer.properties)["webUrl"] is UNKNOWN


def test_a_failure_to_reach_the_platform_says_what_to_do(plugin: Plugin) -> None:
    configure(plugin, nobody())
    inputs = to_struct({"name": "shop", "region": "us"})
    request = provider_pb2.CreateRequest(urn=URN, properties=inputs)

    with pytest.raises(grpc.RpcError) as failed:
        plugin.ask("Create", request.SerializeToString())
    assert "nothing answers at http://127.0.0.1:" in str(failed.value.details())
    assert "Start it with: make up" in str(failed.value.details())


def test_a_complaint_about_an_input_names_no_property_to_the_engine(plugin: Plugin) -> None:
    """The engine would print the property's value beside it."""
    configure(plugin, nobody())
    request = provider_pb2.CheckRequest(urn=URN, news=to_struct({"configVars": {"PIN": 1}}))
    answer = provider_pb2.CheckResponse.FromString(plugin.ask("Check", request.SerializeToString()))

    assert {failure.property for failure in answer.failures} == {""}
    assert "configVars: config vars are strings; found PIN (int)." in [
        failure.reason for failure in answer.failures
    ]

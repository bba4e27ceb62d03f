"""The language host as a process: what it says before it runs a program, and how it ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import pytest

from ops.toolchain.pins import HEROKU, HEROKU_SERVER, PULUMI
from ops.toolchain.protocol import language_pb2, plugin_pb2  # type: ignore[attr-defined]  # by path
from tests.ops.toolchain.process import Plugin, running


@pytest.fixture
def plugin() -> Iterator[Plugin]:
    with running("ops.toolchain.language", "LanguageRuntime") as plugin:
        yield plugin


def test_it_says_its_version(plugin: Plugin) -> None:
    info = plugin_pb2.PluginInfo.FromString(plugin.ask("GetPluginInfo"))

    assert info.version == PULUMI


def test_it_names_this_python(plugin: Plugin) -> None:
    about = language_pb2.AboutResponse.FromString(plugin.ask("About"))

    assert about.executable == sys.executable
    assert about.version == sys.version.split()[0]


def test_it_asks_for_the_plugins_of_the_installed_packages(plugin: Plugin) -> None:
    answer = plugin.ask("GetRequiredPackages")
    packages = language_pb2.GetRequiredPackagesResponse.FromString(answer).packages

    assert [(each.name, each.kind, each.version, each.server) for each in packages] == [
        ("heroku", "resource", HEROKU, HEROKU_SERVER)
    ]


def test_it_names_what_the_program_depends_on(plugin: Plugin) -> None:
    answer = plugin.ask("GetProgramDependencies")
    dependencies = language_pb2.GetProgramDependenciesResponse.FromString(answer).dependencies

    assert "pulumi" in [each.name for each in dependencies]


def test_it_ends_quietly_when_the_engine_interrupts_it(plugin: Plugin) -> None:
    plugin.process.send_signal(signal.SIGINT)

    assert plugin.ended() == (0, b"", b"")

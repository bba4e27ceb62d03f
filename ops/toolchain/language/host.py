"""The calls an engine makes to a language host, answered for this Python environment."""

from __future__ import annotations

import gc
import importlib
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ops.toolchain.pins import PULUMI

if TYPE_CHECKING:
    import grpc
    from pulumi.runtime.proto import language_pb2, plugin_pb2

    from ops.toolchain.plugin import Method
else:
    from ops.toolchain.protocol import language_pb2, plugin_pb2

NOTHING = b""  # how an empty message looks on the wire


class Plugin(NamedTuple):
    """A resource plugin that an installed package asks for."""

    name: str
    version: str
    server: str


class Host:
    """Answers at once; the SDK is imported beside it, and only when a program is to run.

    An engine starts a host twice per command: once only to ask `about`.
    """

    def __init__(self, *, engine: str) -> None:
        self._engine = engine
        # By one thread: two that import the SDK can block each other for ever.
        self._import = threading.Thread(target=_import_sdk, daemon=True)

    def methods(self) -> Mapping[str, Method]:
        return {
            "Handshake": self.nothing,
            "GetPluginInfo": self.get_plugin_info,
            "GetRequiredPackages": self.get_required_packages,
            "GetRequiredPlugins": self.get_required_plugins,
            "RuntimeOptionsPrompts": self.nothing,
            "About": self.about,
            "GetProgramDependencies": self.get_program_dependencies,
            "Cancel": self.nothing,
            "Run": self.run,
        }

    def nothing(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        return NOTHING

    def get_plugin_info(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        return plugin_pb2.PluginInfo(version=PULUMI).SerializeToString()

    def get_required_packages(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        if not self._import.ident:
            self._import.start()  # `run` comes next
        packages = [
            plugin_pb2.PackageDependency(
                name=plugin.name, kind="resource", version=plugin.version, server=plugin.server
            )
            for plugin in _plugins()
        ]
        return language_pb2.GetRequiredPackagesResponse(packages=packages).SerializeToString()

    def get_required_plugins(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        plugins = [
            plugin_pb2.PluginDependency(
                name=plugin.name, kind="resource", version=plugin.version, server=plugin.server
            )
            for plugin in _plugins()
        ]
        return language_pb2.GetRequiredPluginsResponse(plugins=plugins).SerializeToString()

    def about(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        version = ".".join(map(str, sys.version_info[:3]))
        about = language_pb2.AboutResponse(executable=sys.executable, version=version)
        return about.SerializeToString()

    def get_program_dependencies(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        from importlib import metadata

        installed = {each.name: each.version for each in metadata.distributions()}
        dependencies = [
            language_pb2.DependencyInfo(name=name, version=version)
            for name, version in sorted(installed.items())
        ]
        answer = language_pb2.GetProgramDependenciesResponse(dependencies=dependencies)
        return answer.SerializeToString()

    def run(self, request: bytes, _context: grpc.ServicerContext) -> bytes:
        if self._import.is_alive():
            self._import.join()
        from ops.toolchain.language import program

        asked = language_pb2.RunRequest.FromString(request)
        succeeded = program.run(asked, engine=self._engine)
        # `bail` says: it failed, and why is on the screen already.
        return language_pb2.RunResponse(bail=not succeeded).SerializeToString()


def _import_sdk() -> None:
    """Without looking for garbage meanwhile: modules stay, and looking costs a sixth of it."""
    gc.disable()
    importlib.import_module("ops.toolchain.language.program")
    gc.freeze()
    gc.enable()


def _plugins() -> Iterator[Plugin]:
    """As the packages' `pulumi-plugin.json` say."""
    for packages in (Path(folder) for folder in sys.path if folder.endswith("site-packages")):
        for file in packages.glob("*/pulumi-plugin.json"):
            wanted = json.loads(file.read_text())
            if wanted.get("resource"):
                yield Plugin(
                    name=wanted["name"],
                    version=wanted.get("version") or _installed_version(file.parent),
                    server=wanted.get("server", ""),
                )


def _installed_version(package: Path) -> str:
    """From the name of its metadata folder, ten times as fast as asking importlib."""
    folder = next(package.parent.glob(f"{package.name}-*.dist-info"))
    return folder.stem.removeprefix(f"{package.name}-")

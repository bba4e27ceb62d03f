"""The program run to its end against a recorder in the engine's place.

Asserting while it runs proves nothing: in the body of a `@pulumi.runtime.test` no resource has been
registered yet, and an `.apply` may never be called. So: run, then look at what was recorded.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import os
import runpy
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pulumi
import yaml
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from pulumi.runtime import run_in_stack, set_all_config
from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import engine_pb2, resource_pb2
from pulumi.runtime.settings import Settings, configure
from pulumi.runtime.sync_await import _sync_await

ROOT = Path(__file__).resolve().parents[2]
PROJECT: str = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["name"]

# How the engine marks a secret on the wire: pulumi/sdk/python/lib/pulumi/runtime/rpc.py
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"


@dataclass(frozen=True)
class Secret:
    """A value that travelled as a secret."""

    value: Any


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One resource as the engine would have got it; dependencies by name."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    provider: str
    dependencies: frozenset[str]
    protect: bool
    retain_on_delete: bool
    deleted_with: str
    ignore_changes: tuple[str, ...]


@dataclass(kw_only=True)
class Deployment:
    """What a run of the program did; `error` is what Pulumi would show in red."""

    resources: list[Registered] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)  # of what is shown
    stacks_read: list[str] = field(default_factory=list)
    error: str = ""

    def __getitem__(self, name: str) -> Registered:
        """The resource of this name."""
        return {resource.name: resource for resource in self.resources}[name]

    def __contains__(self, name: str) -> bool:
        return name in {resource.name for resource in self.resources}


class Recorder(MockMonitor):
    """Writes down what is registered, and answers as an engine that finds it unchanged.

    Except for `new` resources, which it creates until `created` says so, and `failing` ones, which
    it fails to create.
    """

    def __init__(
        self,
        mocks: Mocks,
        deployment: Deployment,
        *,
        new: Container[str],
        created: Callable[[], bool],
        failing: Container[str],
    ) -> None:
        super().__init__(mocks)
        self.deployment = deployment
        self._new = new
        self._created = created
        self._failing = failing
        self._hooks: dict[str, str] = {}

    def RegisterResourceHook(self, request: Any) -> Any:
        self._hooks[request.name] = request.callback.token
        return empty_pb2.Empty()

    RegisterErrorHook = RegisterResourceHook

    def RegisterResource(self, request: Any) -> Any:
        self._write_down(request)
        facts = {
            "urn": self.make_urn(request.parent, request.type, request.name),
            "id": f"{request.name}-id",
            "new_inputs": request.object,
        }
        if request.name in self._new:
            self._call(request.hooks.before_create, resource_pb2.ResourceHookRequest(**facts))
            _sync_await(_until(self._created))
        if request.name in self._failing:
            self._call(request.hooks.on_error, resource_pb2.ErrorHookRequest(**facts))
            raise Refused(f"{request.name} failed")
        made = super().RegisterResource(request)  # type: ignore[no-untyped-call]  # the SDK's
        if request.name in self._new:
            self._call(request.hooks.after_create, resource_pb2.ResourceHookRequest(**facts))
        return made

    def _call(self, hooks: Iterable[str], message: Message) -> None:
        for name in hooks:
            token = self._hooks[name]
            (callback,) = (
                servicer._callbacks[token]
                for servicer in _CallbackServicer._servicers
                if token in servicer._callbacks
            )
            answer: Any = _sync_await(callback(message.SerializeToString()))
            assert not answer.error, answer.error

    def _write_down(self, request: Any) -> None:
        self.deployment.resources.append(
            Registered(
                type=request.type,
                name=request.name,
                inputs=_plain(MessageToDict(request.object)),
                provider=_name(request.provider.rpartition("::")[0]),
                dependencies=frozenset(map(_name, request.dependencies)),
                protect=request.protect,
                retain_on_delete=request.retainOnDelete,
                deleted_with=_name(request.deletedWith),
                ignore_changes=tuple(request.ignoreChanges),
            )
        )

    def RegisterResourceOutputs(self, request: Any) -> Any:
        if "pulumi:pulumi:Stack" in request.urn:
            self.deployment.outputs = _plain(MessageToDict(request.outputs))
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]  # the SDK's

    def Invoke(self, request: Any) -> Any:
        if request.tok == "pulumi:pulumi:readStackOutputs":
            self.deployment.stacks_read.append(request.args["name"])
        return super().Invoke(request)  # type: ignore[no-untyped-call]  # the SDK's

    def Log(self, request: Any) -> None:
        """The engine's log."""
        if request.severity != engine_pb2.DEBUG:
            self.deployment.shown.append(request.message)
        if request.ephemeral:
            self.deployment.passing.append(request.message)


class Refused(grpc.RpcError):
    """How the engine refuses a call."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return str(self)


class Heroku(Mocks):
    """Outputs as Heroku would fill them in; other stacks' outputs as given."""

    def __init__(self, outputs_of: Mapping[str, Mapping[str, Any]], hostname: str) -> None:
        self._outputs_of = outputs_of
        self._hostname = hostname

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        made = {
            "heroku:app/app:App": {
                "herokuHostname": self._hostname.format(app=args.inputs.get("name")),
                "webUrl": f"https://{self._hostname.format(app=args.inputs.get('name'))}/",
            },
            "heroku:build/build:Build": {
                "releaseId": "release-1",
                "slugId": "slug-1",
                "outputStreamUrl": f"{os.environ.get('HEROKU_API_URL')}/streams/build-1",
            },
        }.get(args.typ, {})
        return f"{args.name}-id", {**args.inputs, **made}

    def call(self, args: MockCallArgs) -> dict[str, Any]:  # type: ignore[override]  # the monitor takes both
        organization, project, stack = args.args["name"].split("/")
        assert (organization, project) == ("organization", PROJECT)
        if stack not in self._outputs_of:
            raise Refused(f'it returned an error: unknown stack "{args.args["name"]}"')
        return {"outputs": self._outputs_of[stack]}


class Inline(ThreadPoolExecutor):
    """Calls at once, in the caller's thread: one order of events, always."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def run(
    *,
    stack: str,
    config: Mapping[str, Any],
    secret: Sequence[str],
    outputs_of: Mapping[str, Mapping[str, Any]],
    preview: bool,
    new: Container[str] = (),
    created: Callable[[], bool] = lambda: True,
    failing: Container[str] = (),
    hostname: str = "{app}-0a1b2c.herokuapp.com",
    program: Path = ROOT / "infra",
) -> Deployment:
    """Run the program as `pulumi preview` or `pulumi up` would; nothing of it stays behind."""
    deployment = Deployment()
    recorder = Recorder(
        Heroku(outputs_of, hostname), deployment, new=new, created=created, failing=failing
    )

    def inside() -> None:
        settings = Settings(
            project=PROJECT,
            stack=stack,
            organization="organization",
            dry_run=preview,
            monitor=recorder,
            engine=recorder,
        )
        configure(settings)
        set_all_config(
            {key: _as_engine_passes_it(value) for key, value in config.items()}, list(secret)
        )
        loop = asyncio.new_event_loop()
        loop.set_default_executor(Inline())
        # As Pulumi's own hosts do: after an error, nobody asks for what the rest would have been.
        loop.set_exception_handler(lambda _loop, _context: None)
        try:
            loop.run_until_complete(
                run_in_stack(lambda: _discard(runpy.run_path(str(program), run_name="__main__")))
            )
        except pulumi.RunError as error:
            deployment.error = str(error)
        except Exception:
            if not failing:
                raise
        finally:
            loop.close()

    contextvars.copy_context().run(inside)
    return deployment


def _as_engine_passes_it(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value)


async def _until(fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not fact():
            await asyncio.sleep(0.01)


def _discard(_module: object) -> None:
    """A program has no result."""


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return Secret(_plain(value["value"]))
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]

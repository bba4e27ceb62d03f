"""Pulumi's provider protocol: what the engine asks, handed to the resource it is about."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from google.protobuf.message import Message

from ops.toolchain.heroku import catalogue, settings
from ops.toolchain.heroku.errors import ApiError, ProviderError
from ops.toolchain.heroku.resource import Change, Found, Resource
from ops.toolchain.heroku.values import Values, from_struct, to_struct
from ops.toolchain.pins import HEROKU

if TYPE_CHECKING:
    from pulumi.runtime.proto import plugin_pb2, provider_pb2, status_pb2

    from ops.toolchain.heroku.call import Call
    from ops.toolchain.heroku.settings import Settings
    from ops.toolchain.plugin import Method
else:
    from ops.toolchain.protocol import plugin_pb2, provider_pb2, status_pb2

Context = grpc.ServicerContext


class InitFailedError(ProviderError):
    """`id` exists, or has changed, on the platform, but what had to follow failed."""

    def __init__(self, id: str, properties: Values, reason: str) -> None:
        super().__init__(reason)
        self.id = id
        self.properties = properties


class Provider:
    """One plugin process, for one engine and one configuration."""

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._cancelled = threading.Event()

    def methods(self) -> Mapping[str, Method]:
        """By their names in the protocol; for what is missing here the engine has a default."""
        return {
            "GetPluginInfo": _method(empty_pb2.Empty, self.get_plugin_info),
            "Configure": _method(provider_pb2.ConfigureRequest, self.configure),
            "Check": _method(provider_pb2.CheckRequest, self.check),
            "Diff": _method(provider_pb2.DiffRequest, self.diff),
            "Create": _method(provider_pb2.CreateRequest, self.create),
            "Read": _method(provider_pb2.ReadRequest, self.read),
            "Update": _method(provider_pb2.UpdateRequest, self.update),
            "Delete": _method(provider_pb2.DeleteRequest, self.delete),
            "Invoke": _method(provider_pb2.InvokeRequest, self.invoke),
            "Cancel": _method(empty_pb2.Empty, self.cancel),
        }

    def get_plugin_info(self, _request: empty_pb2.Empty) -> Message:
        return plugin_pb2.PluginInfo(version=HEROKU)

    def configure(self, request: provider_pb2.ConfigureRequest) -> Message:
        self._settings = settings.read(from_struct(request.args), os.environ)
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def check(self, request: provider_pb2.CheckRequest) -> Message:
        resource, name = _resource(request.urn)
        olds, news = from_struct(request.olds), from_struct(request.news)
        inputs = resource.check(name, olds, news, request.randomSeed)
        # With a property's name, the engine would print its value beside the reason, secret or not.
        failures = [
            provider_pb2.CheckFailure(reason=reason) for reason in resource.failures(inputs)
        ]
        return provider_pb2.CheckResponse(inputs=to_struct(inputs), failures=failures)

    def diff(self, request: provider_pb2.DiffRequest) -> Message:
        resource, _ = _resource(request.urn)
        olds, news = from_struct(request.olds), from_struct(request.news)
        old_inputs = from_struct(request.old_inputs)
        return _difference(
            resource, olds, old_inputs, news, list(resource.changes(olds, old_inputs, news))
        )

    def create(self, request: provider_pb2.CreateRequest) -> Message:
        resource, _ = _resource(request.urn)
        inputs = from_struct(request.properties)
        if request.preview:
            outputs = resource.with_secrets(resource.foreseen(inputs))
            return provider_pb2.CreateResponse(properties=to_struct(outputs))
        call = self._call()
        with _kept(call, resource.with_secrets(inputs)):
            found = resource.create(call, inputs)
        return provider_pb2.CreateResponse(id=found.id, properties=_outputs(resource, found))

    def read(self, request: provider_pb2.ReadRequest) -> Message:
        resource, _ = _resource(request.urn)
        call, outputs = self._call(), from_struct(request.properties)
        inputs = from_struct(request.inputs) or None
        found = (
            resource.read(call, request.id, outputs)
            if outputs
            else _found_or_none(resource, call, request.id)
        )
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=found.id,
            properties=_outputs(resource, found),
            inputs=to_struct(resource.with_secrets(resource.inputs_of(found, inputs))),
        )

    def update(self, request: provider_pb2.UpdateRequest) -> Message:
        resource, _ = _resource(request.urn)
        olds, news = from_struct(request.olds), from_struct(request.news)
        if request.preview:
            outputs = resource.with_secrets(resource.foreseen(news, olds))
            return provider_pb2.UpdateResponse(properties=to_struct(outputs))
        call = self._call()
        with _kept(call, resource.with_secrets(olds | news)):
            found = resource.update(call, request.id, olds, news)
        return provider_pb2.UpdateResponse(properties=_outputs(resource, found))

    def delete(self, request: provider_pb2.DeleteRequest) -> Message:
        resource, _ = _resource(request.urn)
        resource.delete(self._call(), request.id, from_struct(request.properties))
        return empty_pb2.Empty()

    def invoke(self, request: provider_pb2.InvokeRequest) -> Message:
        raise ProviderError(
            f"The stand-in for the heroku provider has no functions, and {request.tok} was called."
        )

    def cancel(self, _request: empty_pb2.Empty) -> Message:
        self._cancelled.set()
        return empty_pb2.Empty()

    def _call(self) -> Call:
        # Imported when the platform is needed: an unchanged stack's preview makes no call.
        from ops.toolchain.heroku.api import Api
        from ops.toolchain.heroku.call import Call

        if self._settings is None:
            raise ProviderError("The engine asked for a change before it sent a configuration.")
        return Call(api=Api(self._settings), settings=self._settings, cancelled=self._cancelled)


@contextmanager
def _kept(call: Call, properties: Values) -> Iterator[None]:
    """Tell the engine what is there, or changed already, when the rest fails."""
    try:
        yield
    except ProviderError as error:
        if call.kept_id:
            raise InitFailedError(call.kept_id, properties, str(error)) from None
        raise


def _method(request: type[Message], answer: Callable[[Any], Message]) -> Method:
    """`answer` on the wire, its errors in the protocol's form."""

    def method(sent: bytes, context: Context) -> bytes:
        try:
            return answer(request.FromString(sent)).SerializeToString()
        except InitFailedError as error:
            context.set_trailing_metadata((("grpc-status-details-bin", _details(error)),))
            return context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except ProviderError as error:
            return context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Exception as error:
            return context.abort(grpc.StatusCode.INTERNAL, _bug(error))

    return method


def _details(error: InitFailedError) -> bytes:
    failed = provider_pb2.ErrorResourceInitFailed(
        id=error.id, properties=to_struct(error.properties), reasons=[str(error)]
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
    status.details.add().Pack(failed)
    return status.SerializeToString()


def _bug(error: Exception) -> str:
    """Where it happened, without values: these may be secret."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}" if isinstance(error, KeyError) else type(error)
    return (
        f"The stand-in for the heroku provider stumbled over an answer it did not expect: {what} "
        f"at {Path(frame.filename).name}:{frame.lineno}."
    )


def _resource(urn: str) -> tuple[Resource, str]:
    """The kind of resource and its logical name, of `urn:pulumi:STACK::PROJECT::A$B::NAME`."""
    _, _, types, name = urn.split("::", 3)
    return catalogue.find(types.rpartition("$")[2]), name


def _outputs(resource: Resource, found: Found) -> struct_pb2.Struct:
    return to_struct(resource.with_secrets(found.outputs))


def _found_or_none(resource: Resource, call: Call, id: str) -> Found | None:
    """For an import: what isn't there the engine reports in its own words."""
    try:
        return resource.adopt(call, id)
    except ApiError as error:
        if error.is_not_found:
            return None
        raise


def _difference(
    resource: Resource, olds: Values, old_inputs: Values, news: Values, changes: list[Change]
) -> Message:
    answer = provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME
        if changes
        else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=sorted({change.property for change in changes}),
        replaces=sorted({change.property for change in changes if change.replaces}),
        hasDetailedDiff=True,
    )
    for change in changes:
        kind = f"{change.kind}_replace" if change.replaces else change.kind
        in_inputs = old_inputs.get(change.property) != news.get(change.property)
        answer.detailedDiff[change.path].kind = provider_pb2.PropertyDiff.Kind.Value(kind.upper())
        answer.detailedDiff[change.path].inputDiff = in_inputs
    if answer.replaces:
        answer.deleteBeforeReplace = resource.delete_before_replace(olds, news)
    return answer

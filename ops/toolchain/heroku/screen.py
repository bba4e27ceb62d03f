"""The engine's screen: lines that appear below a resource while it is worked on."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from pulumi.runtime.proto import engine_pb2
else:
    from ops.toolchain.protocol import engine_pb2


class Screen:
    """A connection to the engine that started this process."""

    def __init__(self, engine: str) -> None:
        self._log: Callable[[engine_pb2.LogRequest], bytes] = grpc.insecure_channel(
            engine
        ).unary_unary(
            "/pulumirpc.Engine/Log",
            request_serializer=engine_pb2.LogRequest.SerializeToString,
        )

    def below(self, urn: str) -> Callable[[str], None]:
        """What shows a line below that resource.

        Lines of one stream stay together; the engine numbers its own streams from one up.
        """
        stream = random.randrange(1 << 20, 1 << 30)

        def say(line: str) -> None:
            self._log(
                engine_pb2.LogRequest(
                    severity=engine_pb2.INFO, message=f"{line}\n", urn=urn, streamId=stream
                )
            )

        return say

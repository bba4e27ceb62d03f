"""What every plugin process does: listen, tell the engine the port, end when the engine ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import NoReturn

import grpc

# A message holds a stack's whole configuration or a resource's whole state. The engine's own limit.
OPTIONS = [
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.max_send_message_length", 400 * 1024 * 1024),
]

# Takes and returns messages as bytes, so that a plugin can listen before its messages are loaded.
Method = Callable[[bytes, grpc.ServicerContext], bytes]


def serve(
    service: str,
    methods: Mapping[str, Method],
    *,
    threads: int,
    empty_streams: Sequence[str] = (),
) -> NoReturn:
    """Serve `methods` to the engine that started this process, until it says or has ended.

    Methods named in `empty_streams` answer with a stream that has nothing in it.
    """
    server = grpc.server(ThreadPoolExecutor(threads), options=OPTIONS)
    handlers: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {}
    for name, method in methods.items():
        handlers[name] = grpc.unary_unary_rpc_method_handler(method)
    for name in empty_streams:
        handlers[name] = grpc.unary_stream_rpc_method_handler(_nothing)
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(service, handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    # Past Python's buffer: a signal that came while that is flushed could not flush it again.
    os.write(sys.stdout.fileno(), f"{port}\n".encode())
    # The engine asks with SIGINT. If it was killed, its end of this pipe closes: no orphans.
    while sys.stdin.buffer.read(4096):
        pass
    _end()


def _nothing(_request: bytes, _context: grpc.ServicerContext) -> Iterator[bytes]:
    return iter(())


def _end(_number: int = 0, _frame: FrameType | None = None) -> NoReturn:
    """Leave at once and quietly: the engine waits for its plugins before it gives the prompt back.

    Taking the interpreter apart in order would cost 50 ms per plugin.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)

"""A stand-in as a process of its own, asked as an engine would ask it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc

ROOT = Path(__file__).resolve().parents[3]


class Plugin:
    """The process and what it is asked."""

    def __init__(self, module: str, service: str) -> None:
        self.service = service
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, "127.0.0.1:1"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout
        port = int(self.process.stdout.readline())
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")

    def ask(self, method: str, request: bytes = b"") -> bytes:
        path = f"/pulumirpc.{self.service}/{method}"
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self.channel.unary_unary(path)
        return call(request)

    def ended(self) -> tuple[int, bytes, bytes]:
        """How it ended, and what it said besides the port."""
        out, err = self.process.communicate(timeout=10)
        return self.process.returncode, out, err


@contextmanager
def running(module: str, service: str) -> Iterator[Plugin]:
    plugin = Plugin(module, service)
    try:
        yield plugin
    finally:
        plugin.channel.close()
        plugin.process.kill()
        plugin.process.communicate()

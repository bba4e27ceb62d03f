"""The messages that engine and plugins exchange, loaded without the rest of the Pulumi SDK.

The SDK ships them in `pulumi.runtime.proto`; getting at them there imports the whole SDK, 0.3 s
that a plugin would pay on every command. This package finds the same files under its own name:

    from ops.toolchain.protocol import provider_pb2
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

_sdk = importlib.util.find_spec("pulumi")
if _sdk is None or _sdk.origin is None:
    raise ImportError("The Pulumi SDK is not installed in this environment. Run: make .venv")

__path__ = [str(Path(_sdk.origin).parent / "runtime" / "proto")]

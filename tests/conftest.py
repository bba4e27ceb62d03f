"""What holds for every test."""

from __future__ import annotations

import os
import signal

from ops.git import OF_A_HOOK

# A shell starts what runs in the background with ^C ignored, and children inherit that; tests
# send it to theirs.
signal.signal(signal.SIGINT, signal.default_int_handler)

# In a hook of git's, a test's own repository would be the one that the hook runs for.
for name in OF_A_HOOK:
    os.environ.pop(name, None)

# As in `Toolchain.environment`: tests call plugins and engines too.
os.environ.update(no_grpc_proxy="127.0.0.1")

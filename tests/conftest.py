"""What holds for every test."""

from __future__ import annotations

import signal

# A shell starts what runs in the background with ^C ignored, and children inherit that; tests
# send it to theirs.
signal.signal(signal.SIGINT, signal.default_int_handler)

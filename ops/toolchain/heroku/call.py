"""What a resource has on hand while it serves one request of the engine."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops.toolchain.heroku.errors import CancelledError
from ops.toolchain.heroku.settings import Settings

if TYPE_CHECKING:  # an HTTP client takes 30 ms to import; a preview mostly needs none
    from ops.toolchain.heroku.api import Api


@dataclass(kw_only=True)
class Call:
    """The platform, and what to remember if the rest goes wrong."""

    api: Api
    settings: Settings
    cancelled: threading.Event
    # Set as soon as something exists, or has changed, on the platform: the engine then keeps it in
    # its state even when what follows fails, and the next `up` goes on from there.
    kept_id: str = ""

    def pause(self, seconds: float) -> None:
        """Raises CancelledError when the person at the terminal has had enough."""
        if self.cancelled.wait(seconds):
            raise CancelledError("Interrupted. What had been started goes on at the platform.")

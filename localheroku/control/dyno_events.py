"""Dyno events: dynos are in no table, so webhooks are told of them by the supervisor's word."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import replace

from localheroku.control.webhook_events import WebhookEvents
from localheroku.model.dyno import DynoView
from localheroku.model.identity import stamp
from localheroku.model.shortage import reason
from localheroku.model.store import Store
from localheroku.runtime.dyno import Dyno

log = logging.getLogger(__name__)


class DynoEvents:
    """`find` knows a dyno by app and id."""

    def __init__(
        self, store: Store, events: WebhookEvents, find: Callable[[str, str], DynoView | None]
    ) -> None:
        self._store = store
        self._events = events
        self._find = find
        self._known: dict[str, DynoView] = {}

    def notice(self, dyno: Dyno) -> None:
        """It begins, is in another state, or is down for good."""
        before = self._known.pop(dyno.spec.id, None)
        after = _now(dyno, before or self._find(dyno.spec.app_id, dyno.spec.id))
        if after and dyno.state != "down":
            self._known[dyno.spec.id] = after
        try:
            with self._store.transaction():
                if dyno.state == "down":
                    self._events.notice(after, None)
                else:
                    self._events.notice(before, after)
        except sqlite3.OperationalError as error:  # a dyno doesn't end because nobody can be told
            log.warning("webhooks are not told of %s: %s", dyno.name, reason(error))


def _now(dyno: Dyno, view: DynoView | None) -> DynoView | None:
    """Without the secret that attaches a client."""
    return view and replace(view, state=dyno.state, updated_at=stamp(dyno.since), attach_url=None)

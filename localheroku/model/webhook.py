"""An app webhook: who is told of what, each event that happened, and each delivery of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

# What can be subscribed to, and what happens to it: https://devcenter.heroku.com/articles/app-webhooks
ACTIONS = {
    "api:addon": ("create", "destroy", "update"),
    "api:addon-attachment": ("create", "destroy"),
    "api:app": ("create", "destroy", "update"),
    "api:build": ("create", "update"),
    "api:collaborator": ("create", "destroy", "update"),
    "api:domain": ("create", "destroy", "update"),
    "api:dyno": ("create", "destroy", "update"),
    "api:formation": ("destroy", "update"),
    "api:release": ("create", "update"),
    "api:sni-endpoint": ("create", "destroy", "update"),
}
LEVELS = ("notify", "sync")
# Seconds after an event in which its delivery is tried again; then it is forgotten.
PATIENCE = 72 * 60 * 60
Status = Literal["pending", "retrying", "failed", "succeeded"]


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """`url`, `secret` and `authorization` may hold credentials, so they never appear in a log."""

    TABLE: ClassVar[str] = "webhooks"

    id: str
    app_id: str
    include: tuple[str, ...]
    level: str
    created_at: str
    updated_at: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    authorization: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class WebhookEvent:
    """`data` is what the API answered for the thing at that moment."""

    TABLE: ClassVar[str] = "webhook_events"

    id: str
    app_id: str
    resource: str
    action: str
    created_at: str
    data: Mapping[str, Any] = field(repr=False)
    previous_data: Mapping[str, Any] = field(repr=False)

    @property
    def include(self) -> str:
        return f"api:{self.resource}"


@dataclass(frozen=True, kw_only=True)
class WebhookDelivery:
    """`code` is the last attempt's answer; `error_class` says why there was none."""

    TABLE: ClassVar[str] = "webhook_deliveries"

    id: str
    app_id: str
    webhook_id: str
    event_id: str
    created_at: str
    updated_at: str
    status: Status = "pending"
    num_attempts: int = 0
    next_attempt_at: str | None = None
    attempt_id: str | None = None
    attempt_at: str | None = None
    code: int | None = None
    error_class: str | None = None

"""A custom domain of an app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Domain:
    TABLE: ClassVar[str] = "domains"

    id: str
    app_id: str
    hostname: str
    created_at: str
    updated_at: str
    sni_endpoint_id: str | None = None

"""An SNI endpoint: a certificate for domains of an app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class SniEndpoint:
    """Without the private key: it is looked at once, and kept nowhere."""

    TABLE: ClassVar[str] = "sni_endpoints"

    id: str
    app_id: str
    name: str
    certificate_chain: str
    created_at: str
    updated_at: str

"""An add-on, and its attachments to apps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal


@dataclass(frozen=True, kw_only=True)
class Addon:
    TABLE: ClassVar[str] = "addons"

    id: str
    app_id: str
    name: str
    plan: str
    state: Literal["provisioning", "provisioned", "deprovisioned"]
    created_at: str
    updated_at: str
    config: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def database(self) -> str:
        """What the service calls it: its role and its database."""
        return f"d{self.id.replace('-', '')[:14]}"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    TABLE: ClassVar[str] = "attachments"

    id: str
    addon_id: str
    app_id: str
    name: str
    namespace: str | None
    created_at: str
    updated_at: str

    @property
    def config_var(self) -> str:
        return f"{self.name}_URL"

"""An app: the noun that everything else belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class App:
    """`config_vars` are the ones set by people; those that add-ons bring are not in it."""

    TABLE: ClassVar[str] = "apps"

    id: str
    name: str
    region: str
    stack: str
    build_stack: str
    created_at: str
    updated_at: str
    released_at: str | None = None
    acm: bool = False
    maintenance: bool = False
    buildpacks: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    config_vars: Mapping[str, str] = field(default_factory=dict, repr=False)

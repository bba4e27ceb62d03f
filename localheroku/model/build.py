"""A build, the source it is made from, and the slug it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from localheroku.model.release import Status


@dataclass(frozen=True, kw_only=True)
class Source:
    """A place to put an archive; `id` is the unguessable token of its URL."""

    TABLE: ClassVar[str] = "sources"

    id: str
    created_at: str


@dataclass(frozen=True, kw_only=True)
class Build:
    TABLE: ClassVar[str] = "builds"

    id: str
    app_id: str
    status: Status
    stack: str
    source_url: str
    source_checksum: str | None
    source_version: str | None
    source_description: str | None
    output_token: str
    created_at: str
    updated_at: str
    buildpacks: tuple[str, ...] | None = None
    slug_id: str | None = None
    release_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Slug:
    """Code that is ready to run. `app_id` is the app that built it; others may run it as well.

    `refusal` is what was wrong with an upload that can't be its code.
    """

    TABLE: ClassVar[str] = "slugs"

    id: str
    app_id: str
    stack: str
    process_types: Mapping[str, str]
    blob_token: str
    created_at: str
    updated_at: str
    checksum: str | None = None
    commit: str | None = None
    commit_description: str | None = None
    provided_description: str | None = None
    size: int | None = None
    refusal: str | None = None

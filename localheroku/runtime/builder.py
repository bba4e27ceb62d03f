"""Builds slugs as Heroku's Python buildpack does, and talks like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from .slug import BuiltSlug


class BuildFailed(Exception):
    """The build's output already says what is wrong, what was found and what to check; this is its first sentence."""


class Builder:
    """Turns source archives into slugs; Python environments are cached below `folder` by content.

    `environ` is this machine's environment: what uv needs of it (PATH, HOME, proxies, UV_*) is taken, nothing else.
    """

    def __init__(
        self,
        folder: Path,
        *,
        environ: Mapping[str, str],
        max_bytes: int = 1 << 30,
        max_files: int = 100_000,
    ) -> None: ...

    async def build(
        self,
        archive: Path,
        slug: Path,
        *,
        stack: str,
        env: Mapping[str, str],
        write: Callable[[str], None],
    ) -> BuiltSlug:
        """Build the `.tar.gz` `archive` into the new folder `slug` (same file system as `folder`).

        `env` are the app's config vars, as the buildpack gets them; `write` takes the output, whole lines
        ending in a newline. Raises BuildFailed. Cancelled, it leaves no process and no half slug.
        """
        raise NotImplementedError

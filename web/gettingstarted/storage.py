"""Static files under hashed names, whose addresses are looked up once."""

from __future__ import annotations

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; a release's manifest never changes, so each name is looked up once."""

    def __init__(self) -> None:
        super().__init__()
        self.url = lru_cache(maxsize=256)(super().url)

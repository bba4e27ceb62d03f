"""Dyno sizes, as Heroku spells and counts them: https://devcenter.heroku.com/articles/dyno-types"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from localheroku.model.identity import stable_id


@dataclass(frozen=True)
class DynoSize:
    """`memory` in MB; `cores` is what a dyno sees; `cost` in US cents a month."""

    name: str
    tier: str
    memory: int
    cores: int
    compute: int
    units: float
    cost: int
    max_quantity: int

    @property
    def id(self) -> str:
        return stable_id("dyno-size", self.name)

    @property
    def dedicated(self) -> bool:
        return self.tier == "performance"

    @property
    def exclusive(self) -> bool:
        """Eco and Basic can't be mixed with other tiers within an app."""
        return self.tier in {"eco", "basic"}

    @property
    def memory_limit(self) -> int:
        """MB at which a dyno is killed; from `memory` on it pages, and is told so.

        https://devcenter.heroku.com/articles/dyno-memory-behavior
        """
        large = self.memory > 14336
        return self.memory * 12 // 10 if large else self.memory * 2

    @property
    def web_concurrency(self) -> int:
        """WEB_CONCURRENCY as Heroku's Python buildpack sets it: what memory or cores carry."""
        return min(self.cores * 2 + 1, self.memory // 256)


MAX_DYNOS_PER_APP = 100
MAX_ECO_DYNOS_PER_APP = 2

DYNO_SIZES = (
    DynoSize("Eco", "eco", 512, 8, 1, 1, 500, 1),
    DynoSize("Basic", "basic", 512, 8, 1, 1, 700, 1),
    DynoSize("Standard-1X", "standard", 512, 8, 1, 1, 2500, 100),
    DynoSize("Standard-2X", "standard", 1024, 8, 2, 2, 5000, 100),
    DynoSize("Performance-M", "performance", 2560, 2, 8, 8, 25000, 10),
    DynoSize("Performance-L", "performance", 14336, 8, 16, 16, 50000, 10),
    DynoSize("Performance-L-RAM", "performance", 30720, 4, 16, 16, 50000, 10),
    DynoSize("Performance-XL", "performance", 63488, 8, 24, 24, 75000, 10),
    DynoSize("Performance-2XL", "performance", 129024, 16, 48, 48, 150000, 10),
)
DEFAULT_DYNO_SIZE = "Basic"


@lru_cache(1000)  # of every app in a list
def dyno_size(name: str) -> DynoSize | None:
    """The size of this name in any case, or of this id."""
    sought = name.lower()
    return next((size for size in DYNO_SIZES if sought in (size.name.lower(), size.id)), None)

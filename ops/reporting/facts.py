"""What a rehearsal saw of one stack, and why a preview has nothing to show: data, no sentences.

It comes back from a job that ran a stranger's code, so `rehearsed` makes the sentences.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Visits to one page with one wrong answer; `first` and `last` are seconds after `up` began."""

    answer: str
    page: str
    count: int
    first: float
    last: float


@dataclass(frozen=True, kw_only=True)
class Visits:
    """How many there were from the base's deployment to the end; `slowest` is in seconds."""

    count: int
    slowest: float
    dropped: tuple[Dropped, ...] = ()

    @property
    def failed(self) -> int:
        return sum(each.count for each in self.dropped)


@dataclass(frozen=True, kw_only=True)
class ReleaseSeen:
    """A release that the change made; `output` is that of its release phase."""

    version: int
    status: str
    description: str
    seconds: float
    output: str = ""


@dataclass(frozen=True, kw_only=True)
class MigrationSeen:
    """One that the base lacks. `fate` is one of FATES; `obstacles` keep it from being taken back,
    None when that is not known.
    """

    name: str
    fate: str
    obstacles: tuple[str, ...] | None


RAN, FAILED, NOT_SEEN = FATES = ("ran", "failed", "not seen")

# How far a rehearsal came, in this order.
BASE, SKIPPED, PREVIEW, UP, SITE, DONE = STAGES = (
    "base",
    "skipped",
    "preview",
    "up",
    "site",
    "done",
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`stage` is what failed, for the reason in `failure`, unless it is DONE."""

    stage: str
    failure: str = ""
    base: str = ""
    head: str = ""
    seconds: float | None = None  # of the head's `up`
    releases: tuple[ReleaseSeen, ...] = ()
    migrations: tuple[MigrationSeen, ...] = ()
    gone: tuple[str, ...] = ()  # names of config vars that the app had before
    new: tuple[str, ...] = ()
    source: str = ""  # the stack that it promotes from, and whether it runs that one's slug
    promoted: bool = False
    visits: Visits | None = None

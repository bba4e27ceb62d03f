"""The machinery: what does the work that the control plane orders."""

from __future__ import annotations

from dataclasses import dataclass, field

from localheroku.runtime.builder import Builder
from localheroku.runtime.git import Git
from localheroku.runtime.logs import LogBuffer
from localheroku.runtime.outbound import Outbound
from localheroku.runtime.postgres import Postgres
from localheroku.runtime.rendezvous import Rendezvous
from localheroku.runtime.supervisor import Supervisor


@dataclass(frozen=True, kw_only=True)
class Machinery:
    """`restart_after` so many seconds, each dyno is restarted."""

    logs: LogBuffer
    supervisor: Supervisor
    builder: Builder
    postgres: Postgres
    rendezvous: Rendezvous
    git: Git
    outbound: Outbound = field(default_factory=Outbound)
    restart_after: float | None = None

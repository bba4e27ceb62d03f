"""What a PostgreSQL server knows about one of its databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

# Asked from inside of the database; who asks is not counted.
FIGURES = """
SELECT
    current_setting('server_version'),
    pg_database_size(current_database()),
    (SELECT count(*) FROM pg_stat_user_tables),
    (SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid())
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseFigures:
    version: str
    bytes: int
    tables: int
    connections: int


async def measured(connection: psycopg.AsyncConnection[Any]) -> DatabaseFigures:
    row = await (await connection.execute(FIGURES)).fetchone()
    assert row, "a query without FROM has one row"
    version, size, tables, connections = row
    return DatabaseFigures(
        version=version.split()[0], bytes=size, tables=tables, connections=connections
    )

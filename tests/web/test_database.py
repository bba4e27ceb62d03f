"""DATABASE_URL: how the app connects, and when it insists on TLS."""

from __future__ import annotations

import pytest

from gettingstarted.database import parse_database_url

REMOTE = "postgres://user:password@ec2-192-0-2-1.compute-1.amazonaws.com:5432/name"


def test_a_remote_host_requires_tls() -> None:
    assert parse_database_url(REMOTE)["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "url",
    [
        "postgres://user:password@localhost:5432/name",
        "postgres://user:password@127.0.0.1:5432/name",
        "postgres://user:password@[::1]:5432/name",
        "postgres://user:password@%2Fvar%2Frun%2Fpostgresql/name",
        "postgres://user:password@/name?host=/var/run/postgresql",
        "postgres:///name",
    ],
)
def test_this_machine_does_not(url: str) -> None:
    assert "sslmode" not in parse_database_url(url)["OPTIONS"]


@pytest.mark.parametrize("mode", ["disable", "verify-full"])
def test_the_url_has_the_last_word(mode: str) -> None:
    assert parse_database_url(f"{REMOTE}?sslmode={mode}")["OPTIONS"]["sslmode"] == mode


def test_a_remote_host_named_in_the_options_requires_tls() -> None:
    config = parse_database_url("postgres:///name?host=db.example.com")

    assert config["OPTIONS"]["sslmode"] == "require"


def test_connections_persist_and_are_checked() -> None:
    config = parse_database_url(REMOTE)

    assert config["CONN_MAX_AGE"] == 600
    assert config["CONN_HEALTH_CHECKS"] is True


def test_connecting_fails_before_the_router_gives_up() -> None:
    assert parse_database_url(REMOTE)["OPTIONS"]["connect_timeout"] < 30


@pytest.mark.parametrize("url", ["sqlite:///name", "postgres://host", "nonsense"])
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_database_url(url)

"""DATABASE_URL as Django's database settings: persistent connections, and TLS to remote hosts."""

from __future__ import annotations

import dj_database_url
from dj_database_url import DBConfig

# Reconnecting costs more than everything else a page does, so connections live for ten minutes,
# and each is checked before a request uses it, because the platform may move the database.
# https://docs.djangoproject.com/en/5.2/ref/databases/#persistent-connections
CONN_MAX_AGE = 600

# Heroku's router gives up after 30 s without a first byte; a failed connection says so before.
# https://devcenter.heroku.com/articles/request-timeout
CONNECT_TIMEOUT = 10

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def parse_database_url(url: str) -> DBConfig:
    """Settings for the PostgreSQL database at `url`; raises ValueError for any other URL.

    Options in the URL, such as `?sslmode=verify-full`, win over the ones chosen here.
    """
    config = dj_database_url.parse(url, conn_max_age=CONN_MAX_AGE, conn_health_checks=True)
    if config["ENGINE"] != "django.db.backends.postgresql" or not config["NAME"]:
        raise ValueError("not the URL of a PostgreSQL database")
    config["OPTIONS"] = {"connect_timeout": CONNECT_TIMEOUT, **config.get("OPTIONS", {})}
    if is_remote(config):
        config["OPTIONS"].setdefault("sslmode", "require")
    return config


def is_remote(config: DBConfig) -> bool:
    """Whether the connection leaves this machine: neither loopback nor a Unix socket."""
    host = str(config.get("OPTIONS", {}).get("host") or config["HOST"])
    return bool(host) and not host.startswith("/") and host not in LOOPBACK

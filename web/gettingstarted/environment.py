"""The app's environment variables, read once with types; every problem is reported at once."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from dj_database_url import DBConfig
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError, ValidationError, validate

from gettingstarted.database import parse_database_url

#: Without these the app does not start. Heroku's database add-on sets DATABASE_URL by itself.
REQUIRED = ("ALLOWED_HOSTS", "DATABASE_URL", "SECRET_KEY")

#: Their values never appear in a message.
SECRETS = ("DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS")

#: Every variable that `heroku` settings read, and what it may hold.
ACCEPTED = {
    "ALLOWED_HOSTS": "host names separated by commas, without scheme, port or *: app.example.com",
    "DATABASE_URL": "postgres://USER:PASSWORD@HOST:PORT/NAME",
    "DJANGO_LOG_LEVEL": "DEBUG, INFO, WARNING, ERROR or CRITICAL",
    "HEROKU_RELEASE_VERSION": "the release's name, set by Heroku: v42",
    "HEROKU_SLUG_COMMIT": "the commit that was built, set by Heroku",
    "SECRET_KEY": "at least 50 random characters, 5 of them different, no comma",
    "SECRET_KEY_FALLBACKS": "former secret keys, separated by commas",
    "SECURE_HSTS_SECONDS": "a whole number of seconds, 0 or more",
}

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

# One hour: long enough to count, short enough to take back. Raise it in steps to a year once every
# page has been served over TLS: https://docs.djangoproject.com/en/5.2/ref/middleware/#http-strict-transport-security
HSTS_SECONDS = 3600

# As Django matches them: a name, .name for its subdomains too, or an IPv6 address in brackets.
HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)


class InvalidEnvironment(ImproperlyConfigured):
    """Variables are missing or malformed; the message names each, what was found and accepted."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the platform tells the app; secrets don't print."""

    allowed_hosts: list[str]
    database: DBConfig = field(repr=False)
    hsts_seconds: int
    log_level: str
    release_version: str | None
    secret_key: str = field(repr=False)
    secret_key_fallbacks: list[str] = field(repr=False)
    slug_commit: str | None


def read() -> Environment:
    """Read every variable; raises `InvalidEnvironment` with all problems."""
    env = Env(eager=False)
    env.add_parser("postgres_url", _postgres_url)
    environment = Environment(
        allowed_hosts=env.list("ALLOWED_HOSTS", subcast=str.strip, validate=_host_names),
        database=env.postgres_url("DATABASE_URL"),
        hsts_seconds=env.int("SECURE_HSTS_SECONDS", HSTS_SECONDS, validate=validate.Range(min=0)),
        log_level=env.str("DJANGO_LOG_LEVEL", "INFO", validate=validate.OneOf(LOG_LEVELS)),
        release_version=env.str("HEROKU_RELEASE_VERSION", None) or None,
        secret_key=env.str("SECRET_KEY", validate=_strong_key),
        secret_key_fallbacks=env.list(
            "SECRET_KEY_FALLBACKS", [], subcast=str.strip, validate=_strong_keys
        ),
        slug_commit=env.str("HEROKU_SLUG_COMMIT", None) or None,
    )
    try:
        env.seal()
    except EnvValidationError as error:
        raise InvalidEnvironment(_report(error.error_messages)) from None
    return environment


def is_build() -> bool:
    """Whether this is the buildpack's `manage.py collectstatic`, which may see no variable at all.

    https://devcenter.heroku.com/articles/django-assets
    """
    return sys.argv[1:2] == ["collectstatic"]


def refuse_on_a_dyno(settings_module: str) -> None:
    """Keep settings that are made for a laptop off the platform, where DYNO is always set."""
    if "DYNO" in os.environ and not is_build():
        raise InvalidEnvironment(
            f"{settings_module} is for a laptop: its debug pages and its secret key are public.\n"
            "DYNO is set, so this is a dyno: "
            "expected DJANGO_SETTINGS_MODULE=gettingstarted.settings.heroku."
        )


def _postgres_url(value: str) -> DBConfig:
    try:
        return parse_database_url(value)
    except ValueError:
        raise ValidationError("not a PostgreSQL URL") from None


def _host_names(hosts: list[str]) -> None:
    if not hosts or not all(HOST.fullmatch(host) for host in hosts):
        raise ValidationError("not a list of host names")


def _strong_key(key: str) -> None:
    # Django's own rule, which `check --deploy` only warns about (security.W009, security.W025).
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-") or "," in key:
        raise ValidationError("not a strong key")


def _strong_keys(keys: list[str]) -> None:
    for key in keys:
        _strong_key(key)


def _report(names: Iterable[str]) -> str:
    lines = [f"  {name}: found {_found(name)}; expected {ACCEPTED[name]}" for name in sorted(names)]
    return "\n".join(
        [
            "The app's environment is incomplete or malformed:",
            *lines,
            "Set config vars with `heroku config:edit`: no secret on a command line. On a laptop, "
            "DJANGO_SETTINGS_MODULE=gettingstarted.settings.dev needs none of them.",
        ]
    )


def _found(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        return "nothing"
    if name in SECRETS:
        return f"{len(value)} characters (not shown)"
    return repr(value)

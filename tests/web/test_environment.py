"""Reading the environment: types, and one message for all that is wrong with it."""

from __future__ import annotations

import pytest

from gettingstarted.environment import ACCEPTED, REQUIRED, InvalidEnvironment, read
from tests.web.source import CONFIG_VARS, SECRET_KEY

STRONG = "another-strong-key-0123456789-abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """All that is required, and nothing else."""
    for name in ACCEPTED:
        monkeypatch.delenv(name, raising=False)
    for name in REQUIRED:
        monkeypatch.setenv(name, CONFIG_VARS[name])
    return monkeypatch


def problems(environment: pytest.MonkeyPatch, **config_vars: str) -> str:
    for name, value in config_vars.items():
        environment.setenv(name, value)
    with pytest.raises(InvalidEnvironment) as refused:
        read()
    return str(refused.value)


def test_what_is_required_is_enough() -> None:
    assert read().secret_key == SECRET_KEY


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_variable_is_named(name: str, environment: pytest.MonkeyPatch) -> None:
    environment.delenv(name)

    assert f"{name}: found nothing; expected {ACCEPTED[name]}" in problems(environment)


def test_every_problem_is_reported_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SECRET_KEY")

    message = problems(environment, ALLOWED_HOSTS="", SECURE_HSTS_SECONDS="soon")

    assert [line.split(":")[0] for line in message.splitlines()[1:-1]] == [
        "  ALLOWED_HOSTS",
        "  SECRET_KEY",
        "  SECURE_HSTS_SECONDS",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "https://app.example.com"),
        ("ALLOWED_HOSTS", "app.example.com:443"),
        ("ALLOWED_HOSTS", "app.example.com,,"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("DATABASE_URL", "postgres://user@host"),
        ("DATABASE_URL", "postgres://user@host:port/name"),
        ("DATABASE_URL", ""),
        ("DJANGO_LOG_LEVEL", "LOUD"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "x" * 60),
        ("SECRET_KEY", "django-insecure-" + STRONG),
        ("SECRET_KEY", STRONG + ",comma"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("SECURE_HSTS_SECONDS", "-1"),
        ("SECURE_HSTS_SECONDS", "1.5"),
    ],
)
def test_a_malformed_variable_is_refused(
    name: str, value: str, environment: pytest.MonkeyPatch
) -> None:
    assert f"  {name}: found " in problems(environment, **{name: value})


def test_what_was_found_is_shown(environment: pytest.MonkeyPatch) -> None:
    assert "found 'soon'; expected a whole number" in problems(
        environment, SECURE_HSTS_SECONDS="soon"
    )


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS"])
def test_a_secret_is_counted_and_not_shown(name: str, environment: pytest.MonkeyPatch) -> None:
    message = problems(environment, **{name: "oh://geheim:5"})

    assert f"{name}: found 13 characters (not shown)" in message
    assert "geheim" not in message


def test_secrets_do_not_print() -> None:
    printed = repr(read())

    assert SECRET_KEY not in printed
    assert "planted-password" not in printed


def test_lists_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ALLOWED_HOSTS", "a.example.com, .example.org,[::1]")
    environment.setenv("SECRET_KEY_FALLBACKS", f"{SECRET_KEY},{STRONG}")

    assert read().allowed_hosts == ["a.example.com", ".example.org", "[::1]"]
    assert read().secret_key_fallbacks == [SECRET_KEY, STRONG]


def test_what_the_platform_leaves_blank_is_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HEROKU_SLUG_COMMIT", "")

    assert read().slug_commit is None

"""The app's config vars: this program's, the stack's own, and the names that others own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from infra import rules
from infra.settings.config import StackConfig
from infra.settings.report import Report, listed

#: Set by this program: each has a key of its own, or follows from the app.
OWN = ("ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "SECRET_KEY_FALLBACKS")

#: Set by the database add-on, which refuses any other value.
ADD_ON = ("DATABASE_URL", "DATABASE_CONNECTION_POOL_URL")

#: Set by the platform in each dyno: https://devcenter.heroku.com/articles/dynos#local-environment-variables
PLATFORM = ("DYNO", "PORT")

# A command line would stand in the shell's history; this reads from a pipe.
NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' | "


@dataclass(frozen=True, kw_only=True)
class Variables:
    """`secret` ones stay secret in state, previews and logs."""

    plain: Mapping[str, str]
    secret: Mapping[str, pulumi.Output[str]]


def read_variables(config: StackConfig, report: Report, settings_module: str) -> Variables:
    """Everything that is known before the app exists; ALLOWED_HOSTS is not."""
    plain: dict[str, str] = {"DJANGO_SETTINGS_MODULE": settings_module}
    secret: dict[str, pulumi.Output[str]] = {"SECRET_KEY": _read_key(config, report)}
    former = _read_former_keys(config, report)
    if former:
        secret["SECRET_KEY_FALLBACKS"] = pulumi.Output.secret(",".join(former))
    own = _read_config_vars(config, report)
    if config.is_secret("configVars"):
        # The engine says that the map holds secrets, not which values are.
        secret |= {name: pulumi.Output.secret(value) for name, value in own.items()}
    else:
        plain |= own
    return Variables(plain=plain, secret=secret)


def _read_key(config: StackConfig, report: Report) -> pulumi.Output[str]:
    key = config.text("secretKey")
    if not key or not config.is_secret("secretKey") or _weak(key):
        report.problem(
            "secretKey",
            found=_found(key, is_secret=config.is_secret("secretKey")),
            accepted="at least 50 random characters without a comma, encrypted",
            todo=f"{NEW_KEY}pulumi config set --secret secretKey --stack {report.stack}",
        )
    return pulumi.Output.secret(key)


def _read_former_keys(config: StackConfig, report: Report) -> list[str]:
    keys = [str(key) for key in config.items("secretKeyFallbacks")]
    is_secret = config.is_secret("secretKeyFallbacks")
    for index, key in enumerate(keys):
        if not is_secret or _weak(key):
            report.problem(
                f"secretKeyFallbacks[{index}]",
                found=_found(key, is_secret=is_secret),
                accepted="a former secret key, encrypted",
                todo="pulumi config set --secret --path "
                f"'secretKeyFallbacks[{index}]' --stack {report.stack}, and type the key",
            )
    return keys


def _weak(key: str) -> bool:
    """What the app refuses as easy to guess, or as a laptop's key (Django's security.W009).

    The fallbacks are one list, so a comma would cut a key in two.
    """
    return len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-") or "," in key


def _found(key: str, *, is_secret: bool) -> str:
    if not key:
        return "nothing"
    if not is_secret:
        return "a value in plain text (not shown here); take it as known to others"
    if key.startswith("django-insecure-"):
        return "the key of a laptop, which starts with django-insecure-"
    return f"{len(key)} characters, {len(set(key))} of them different (not shown)"


def _read_config_vars(config: StackConfig, report: Report) -> dict[str, str]:
    found = config.mapping("configVars")
    for name in found:
        _check_name(name, report)
    is_secret = config.is_secret("configVars")
    return {name: _text(name, value, is_secret, report) for name, value in found.items()}


def _check_name(name: str, report: Report) -> None:
    key = f"configVars.{name}"
    owner = _owner(name)
    if owner:
        report.problem(
            key,
            found=f"{name}, which {owner} sets",
            accepted=f"names other than {listed([*ADD_ON, *OWN, *PLATFORM, 'HEROKU_...'])}",
            todo=report.removing(key),
        )
    elif not rules.CONFIG_VAR.fullmatch(name):
        report.problem(
            key, found=repr(name), accepted=rules.CONFIG_VAR_RULE, todo=report.removing(key)
        )


def _owner(name: str) -> str | None:
    """Who sets this config var, when it isn't the stack's to set."""
    if name in OWN:
        return "this program"
    if name in ADD_ON:
        return "the database add-on"
    if name in PLATFORM or name.startswith("HEROKU_"):
        return "Heroku"
    return None


def _text(name: str, value: Any, is_secret: bool, report: Report) -> str:
    """Config vars are text: `3` and `true` are what was written, `1.10` has lost its zero."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    report.problem(
        f"configVars.{name}",
        found="a value that is not text (not shown)" if is_secret else repr(value),
        accepted="text, a whole number, true or false; put anything else in quotes",
        todo=report.setting(f"configVars.{name}", "--type string VALUE"),
    )
    return ""

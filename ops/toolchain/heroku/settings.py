"""The provider's configuration, read once from what the engine sends and the environment."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ops.toolchain.heroku.errors import SettingsError
from ops.toolchain.heroku.values import Values

INSTEAD = (
    "For an app on Heroku use the official plugin: "
    "pulumi plugin install resource heroku 1.0.4 --server github://api.github.com/pulumiverse"
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Delays in seconds, timeouts in minutes, as the official provider takes them.

    Defaults: https://www.pulumi.com/registry/packages/heroku/api-docs/provider/
    """

    url: str
    email: str = ""
    api_key: str = field(default="", repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    post_app_create_delay: float = 10
    post_domain_create_delay: float = 5
    addon_create_timeout: float = 20
    app_config_vars_in_state: bool = True
    addon_config_vars_in_state: bool = True


def read(given: Values, environment: Mapping[str, str]) -> Settings:
    """Raises SettingsError, for an address that is not on this machine above all."""

    def either(name: str, variable: str) -> str:
        return str(given.get(name) or environment.get(variable) or "")

    customizations = _only(_parsed(given, "customizations", []))
    delays, timeouts = _parsed(given, "delays", {}), _parsed(given, "timeouts", {})
    return Settings(
        url=loopback(either("url", "HEROKU_API_URL").rstrip("/"), "heroku:url (or HEROKU_API_URL)"),
        email=either("email", "HEROKU_EMAIL"),
        api_key=either("apiKey", "HEROKU_API_KEY"),
        headers=json.loads(either("headers", "HEROKU_HEADERS") or "{}"),
        post_app_create_delay=delays.get("postAppCreateDelay", 10),
        post_domain_create_delay=delays.get("postDomainCreateDelay", 5),
        addon_create_timeout=timeouts.get("addonCreateTimeout", 20),
        app_config_vars_in_state=customizations.get("setAppAllConfigVarsInState", True),
        addon_config_vars_in_state=customizations.get("setAddonConfigVarsInState", True),
    )


def loopback(url: str, what: str) -> str:
    """`url`, if it is on this machine. Raises SettingsError otherwise.

    The stand-in is for trials: a mistaken address must not make or destroy apps that cost money.
    """
    found = f"is {url}" if url else "is not set"
    host = urlsplit(url).hostname or ""
    if not _is_here(host):
        raise SettingsError(
            "This stand-in for the heroku provider talks to this machine only "
            f"(http://127.0.0.1:PORT), and {what} {found}. {INSTEAD}"
        )
    return url


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # RFC 6761: these names never leave the machine.
        return host == "localhost" or host.endswith(".localhost")


def _parsed(given: Values, name: str, default: Any) -> Any:
    """Nested configuration comes as JSON in a string."""
    value = given.get(name, default)
    return json.loads(value) if isinstance(value, str) else value


def _only(blocks: list[dict[str, bool]]) -> dict[str, bool]:
    if len(blocks) > 1:
        raise SettingsError("heroku:customizations holds more than one block; one is permitted.")
    return blocks[0] if blocks else {}

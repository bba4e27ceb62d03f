"""Where the Platform API is, and the key to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pulumi

from infra.settings.config import StackConfig
from infra.settings.report import Report

HEROKU = "https://api.heroku.com"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, kw_only=True)
class Access:
    """`url` is without a final slash; the key doesn't print."""

    url: str
    configured_url: str | None
    api_key: str = field(repr=False)

    @property
    def is_local(self) -> bool:
        return urlsplit(self.url).hostname in LOOPBACK


def read_access(config: StackConfig, report: Report) -> Access:
    """`heroku:url`, else HEROKU_API_URL, else Heroku; the key from HEROKU_API_KEY only."""
    configured = config.foreign("heroku:url")
    access = Access(
        url=configured or config.environment("HEROKU_API_URL") or HEROKU,
        configured_url=configured or None,
        api_key=config.environment("HEROKU_API_KEY"),
    )
    _check_url(access, report)
    _check_key(access, report, in_file=bool(config.foreign("heroku:apiKey")))
    return access


def _check_url(access: Access, report: Report) -> None:
    scheme = urlsplit(access.url).scheme
    if access.url.endswith("/") or not (
        scheme == "https" or (scheme == "http" and access.is_local)
    ):
        where = "heroku:url" if access.configured_url else "the environment"
        report.problem_at(
            f"heroku:url in {report.file}"
            if access.configured_url
            else "HEROKU_API_URL in the environment",
            found=repr(access.url),
            accepted="an https address, or an http one of this machine, without a final slash",
            todo="pulumi config rm heroku:url"
            if where == "heroku:url"
            else "unset HEROKU_API_URL, for the real Heroku",
        )


def _check_key(access: Access, report: Report, *, in_file: bool) -> None:
    if in_file:
        report.problem_at(
            f"heroku:apiKey in {report.file}",
            found="a key (not shown), which would end in the stack's state",
            accepted="HEROKU_API_KEY in the environment",
            todo=f"{report.removing('heroku:apiKey')}; export HEROKU_API_KEY",
        )
    # A preview makes no call, so it needs no key.
    if not access.api_key and not pulumi.runtime.is_dry_run():
        report.problem_at(
            "HEROKU_API_KEY in the environment",
            found="nothing",
            accepted="an API key of the account that owns the app",
            todo='export HEROKU_API_KEY="$(heroku auth:token)"',
        )

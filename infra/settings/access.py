"""Where the Platform API is, and the key to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pulumi

from infra.settings.config import StackConfig
from infra.settings.report import Report, listed

HEROKU = "https://api.heroku.com"
# With any other the provider prints requests, and values of config vars with them:
# https://github.com/heroku/terraform-provider-heroku/pull/451
QUIET_LEVELS = ("info", "warn", "error", "off")
# What the engine itself goes by, beside the kind of its terminal.
NON_INTERACTIVE = ("CI", "PULUMI_OPTION_NON_INTERACTIVE")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# What a header can hold; of anything else an HTTP client complains, with the whole header.
KEY = re.compile(r"[!-~]*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Access:
    """`url` is without a final slash; the key doesn't print."""

    url: str
    configured_url: str | None
    api_key: str = field(repr=False)
    # Where nobody sits before the engine it prints each line as it comes, and at its end all lines
    # once more unless they are said to be passing ones.
    logs_scroll: bool = False

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
        logs_scroll=any(map(config.environment, NON_INTERACTIVE)),
    )
    _check_url(access, report)
    _check_key(access, report, in_file=bool(config.foreign("heroku:apiKey")))
    _check_log_level(config, report)
    return access


def _check_url(access: Access, report: Report) -> None:
    """Plain http would show the key to the network; a final slash would double in every path."""
    secure = access.url.startswith("https://") or (
        access.url.startswith("http://") and access.is_local
    )
    if secure and not access.url.endswith("/"):
        return
    if access.configured_url:
        place, todo = f"heroku:url in {report.file}", report.removing("heroku:url")
    else:
        place, todo = (
            "HEROKU_API_URL in the environment",
            "unset HEROKU_API_URL, for the real Heroku",
        )
    report.problem_at(
        place,
        found=repr(access.url),
        accepted="an https address, or an http one of this machine, without a final slash",
        todo=todo,
    )


def _check_key(access: Access, report: Report, *, in_file: bool) -> None:
    if in_file:
        report.problem_at(
            f"heroku:apiKey in {report.file}",
            found="a key (not shown), which would end in the stack's state",
            accepted="HEROKU_API_KEY in the environment",
            todo=f"{report.removing('heroku:apiKey')}; export HEROKU_API_KEY",
        )
    if not KEY.fullmatch(access.api_key):
        report.problem_at(
            "HEROKU_API_KEY in the environment",
            found="spaces, line ends or other characters that no key has (not shown)",
            accepted="an API key, and nothing around it",
            todo='export HEROKU_API_KEY="$(heroku auth:token)"',
        )
    # A preview makes no call, so it needs no key.
    if not access.api_key and not pulumi.runtime.is_dry_run():
        report.problem_at(
            "HEROKU_API_KEY in the environment",
            found="nothing",
            accepted="an API key of the account that owns the app",
            todo='export HEROKU_API_KEY="$(heroku auth:token)"',
        )


def _check_log_level(config: StackConfig, report: Report) -> None:
    """A job's log is read by many, and kept; a person's terminal is their own."""
    level = config.environment("TF_LOG")
    if config.environment("CI") and level and level.lower() not in QUIET_LEVELS:
        report.problem_at(
            "TF_LOG in the environment",
            found=f"{level!r}, in CI: config vars would stand in the job's log",
            accepted=listed(QUIET_LEVELS),
            todo="unset TF_LOG; look at debug logs on your own terminal",
        )

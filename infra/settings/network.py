"""What stands around the app: domains, the log drain, features of the platform."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from infra import rules
from infra.settings.config import StackConfig
from infra.settings.report import Report


def read_domains(config: StackConfig, report: Report) -> tuple[str, ...]:
    """Without those that have a problem."""
    domains = [str(domain) for domain in config.items("domains")]
    for index, domain in enumerate(domains):
        if not rules.HOSTNAME.fullmatch(domain) or domain in domains[:index]:
            report.problem(
                f"domains[{index}]",
                found=f"{domain!r}, again" if domain in domains[:index] else repr(domain),
                accepted="different host names in lower case: www.example.com, *.example.com",
                todo=report.setting(f"'domains[{index}]'", "www.example.com"),
            )
    return tuple(domains)


def read_log_drain(config: StackConfig, report: Report) -> pulumi.Output[str] | None:
    """Addresses of drains hold tokens, so they are secrets."""
    url = config.text("logDrain")
    if not url:
        return None
    if not config.is_secret("logDrain") or not rules.LOG_DRAIN.fullmatch(url):
        report.problem(
            "logDrain",
            found=f"{len(url)} characters (not shown)"
            if config.is_secret("logDrain")
            else "an address in plain text (not shown)",
            accepted="an encrypted address: https://, syslog+tls:// or syslog://",
            todo=f"pulumi config set --secret logDrain --stack {report.stack}",
        )
    return pulumi.Output.secret(url)


def read_features(config: StackConfig, report: Report) -> Mapping[str, bool]:
    """Without those that have a problem."""
    features: dict[str, bool] = {}
    for name, enabled in config.mapping("appFeatures").items():
        if isinstance(enabled, bool) and rules.FEATURE_NAME.fullmatch(name):
            features[name] = enabled
        else:
            report.problem(
                f"appFeatures.{name}",
                found=repr(enabled),
                accepted="true or false, under a feature's name as `heroku features` lists it",
                todo=report.setting(f"appFeatures.{name}", "true"),
            )
    return features

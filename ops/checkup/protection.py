"""What keeps production safe and reachable: protection, stage, domains, maintenance mode."""

from __future__ import annotations

from collections.abc import Iterator

from ops.checkup.app import App
from ops.checkup.finding import Finding, bad, fine, note

PRODUCTION = "production"


def check_protected(app: App) -> Iterator[Finding]:
    """https://www.pulumi.com/docs/iac/concepts/resources/options/protect/"""
    if PRODUCTION not in (app.stage, app.state.stage):
        return
    if app.state.unprotected:
        stack = app.state.stack
        yield bad(
            f"Nothing protects from a destroy by accident: {', '.join(app.state.unprotected)}",
            where=f"protect in Pulumi.{stack}.yaml",
            mend=f"pulumi config rm protect --stack {stack}; {app.hands.up(stack)}",
        )
    else:
        yield fine("app and database are protected from a destroy by accident")


def check_stage(app: App) -> Iterator[Finding]:
    if app.stage != app.state.stage:
        yield bad(
            f"The app's stage is {app.stage or 'none'}; the code says {app.state.stage or 'none'}",
            where=f"the pipeline of {app.name}",
            mend=f"pulumi up --refresh --stack {app.state.stack}",
        )


def check_domains(app: App) -> Iterator[Finding]:
    """https://devcenter.heroku.com/articles/automated-certificate-management"""
    custom = [each for each in app.domains if each["kind"] == "custom"]
    certified = [each for each in custom if each["sni_endpoint"]]
    if len(certified) < len(custom) and not app.body["acm"]:
        yield bad(
            f"No certificate, and nobody makes one: {_names(custom)}",
            where=f"the domains of {app.name}",
            mend=f"{app.hands.cli} certs:auto:enable --app {app.name}",
        )
    for each in custom:
        if each["acm_status"] in ("failed", "failing"):
            # No certificate can be had for a machine that nobody else reaches.
            yield (note if app.hands.is_trial else bad)(
                f"{each['hostname']} has no certificate: {each['acm_status_reason']}",
                where=f"the domains of {app.name}; its DNS must point at {each['cname']}",
                mend=f"{app.hands.cli} certs:auto:refresh --app {app.name}",
            )


def check_maintenance(app: App) -> Iterator[Finding]:
    if app.body["maintenance"]:
        yield bad(
            "Maintenance mode is on: visitors get a page that says so",
            where=app.name,
            mend=f"{app.hands.cli} maintenance:off --app {app.name}",
        )


CHECKS = (check_protected, check_stage, check_domains, check_maintenance)


def _names(domains: list[dict[str, str]]) -> str:
    return ", ".join(each["hostname"] for each in domains)

"""A stack in the engine's state: what was declared, what is protected, what was cut short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ops.checkup.finding import Finding, bad

APP, POSTGRES, COUPLING = (
    "heroku:app/app:App",
    "heroku:addon/addon:Addon",
    "heroku:pipeline/coupling",
)
FORMATION, DOMAIN = "heroku:formation/formation", "heroku:domain/domain"


@dataclass(frozen=True, kw_only=True)
class State:
    """`unprotected` are the app and its add-ons without protection; `wanted` counts dynos by type.

    `app` is empty where a deployment never got as far as that.
    """

    stack: str
    app: str = ""
    slug: str = ""
    stage: str = ""
    unprotected: tuple[str, ...] = ()
    wanted: Mapping[str, int]
    has_domains: bool = False
    pending: tuple[str, ...] = ()

    @classmethod
    def of(cls, stack: str, exported: Mapping[str, Any]) -> State:
        """From what `pulumi stack export` says; nothing of it is decrypted."""
        deployment = exported.get("deployment") or {}
        resources: list[dict[str, Any]] = deployment.get("resources") or []
        outputs = next((each.get("outputs") or {} for each in resources if _is(each, "Stack")), {})
        return cls(
            stack=stack,
            app=next((_inputs(each)["name"] for each in resources if _is(each, APP)), ""),
            slug=outputs.get("slugId") or "",
            stage=next((_inputs(each)["stage"] for each in resources if _is(each, COUPLING)), ""),
            unprotected=tuple(
                _name(each)
                for each in resources
                if (_is(each, APP) or _is(each, POSTGRES)) and not each.get("protect")
            ),
            wanted={
                _inputs(each)["type"]: int(_inputs(each)["quantity"])
                for each in resources
                if _is(each, FORMATION)
            },
            has_domains=any(_is(each, DOMAIN) for each in resources),
            pending=tuple(
                f"{each['type']} {_name(each['resource'])}"
                for each in deployment.get("pending_operations") or ()
            ),
        )


def check_pending(state: State) -> Iterator[Finding]:
    """https://www.pulumi.com/docs/support/troubleshooting/common-issues/interrupted-updates/"""
    if state.pending:
        yield bad(
            f"An update was cut short, and nobody knows what came of: {', '.join(state.pending)}",
            where=f"the state of {state.stack}",
            mend=f"pulumi refresh --stack {state.stack}, which asks about each: "
            "docs/runbooks/recover-a-state.md",
        )


CHECKS = (check_pending,)


def _is(resource: Mapping[str, Any], kind: str) -> bool:
    found: str = resource["type"]
    return found.startswith(kind) or (kind == "Stack" and found == "pulumi:pulumi:Stack")


def _inputs(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    return resource.get("inputs") or {}


def _name(resource: Mapping[str, Any]) -> str:
    urn: str = resource["urn"]
    return urn.rpartition("::")[2]

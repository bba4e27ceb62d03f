"""The report as a reviewer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ops.events import Events, Step
from ops.reporting.markdown import LONGEST, Section, report
from ops.reporting.values import SIGNATURE

APP, ADDON = "heroku:app/app:App", "heroku:addon/addon:Addon"
CONFIG = "heroku:app/configAssociation:ConfigAssociation"
SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}


def step(op: str, type_: str = APP, name: str = "app", **more: Any) -> Step:
    given: dict[str, Any] = {"protected": False, "old": {}, "new": {}} | more
    return Step(op=op, type=type_, name=name, **given)


def rendered(*steps: Step, counts: Mapping[str, int] | None = None, **more: Any) -> str:
    errors = more.pop("errors", ())
    return report("Preview", Events(steps=steps, counts=counts or {}, errors=errors), **more)


def test_counts_come_first_and_what_is_lost_first_among_them() -> None:
    text = rendered(counts={"same": 8, "create": 2, "replace": 1})

    assert text.startswith("### Preview\n\n**1 to replace**, **2 to create**, 8 unchanged")


def test_nothing_to_do_is_said_so() -> None:
    assert "No changes: 11 resources" in rendered(counts={"same": 11})


def test_a_failed_preview_shows_the_engine_s_errors() -> None:
    text = rendered(errors=("no secretKey",), counts={"same": 3})

    assert "**The preview failed.**" in text
    assert "```\nno secretKey\n```" in text


def test_a_replaced_add_on_is_a_danger_above_the_table() -> None:
    text = rendered(
        step("replace", ADDON, "postgres", changed={"plan": "update-replace"}),
        counts={"replace": 1},
    )

    assert text.index("> - `postgres` is replaced: the add-on with all its data") < text.index(
        "| resource |"
    )


def test_what_is_protected_and_deleted_is_a_danger_whatever_it_is() -> None:
    text = rendered(step("delete", "heroku:build/build:Build", "build", protected=True))

    assert "`build` is deleted: what the code protects is lost; it is protected" in text


def test_config_vars_that_vanish_are_named_secret_ones_too() -> None:
    text = rendered(
        step(
            "update",
            CONFIG,
            "config-vars",
            old={"vars": {"A": "1"}, "sensitiveVars": SECRET},
            changed={"vars.A": "delete", "sensitiveVars.TOKEN": "delete"},
        )
    )

    assert "> - Config vars vanish: `A`, `TOKEN`." in text


def test_a_row_shows_a_property_before_and_after() -> None:
    text = rendered(
        step("update", old={"name": "a"}, new={"name": "b"}, changed={"name": "update"})
    )

    assert '| update | `app` (App) | `name` | `"a"` | `"b"` |' in text


def test_a_secret_is_masked_as_a_whole() -> None:
    changed = {"sensitiveVars.KEY": "update"}
    text = rendered(
        step(
            "update", old={"sensitiveVars": SECRET}, new={"sensitiveVars": SECRET}, changed=changed
        )
    )

    assert "| `sensitiveVars.KEY` | `[secret]` | `[secret]` |" in text


def test_a_value_can_t_break_out_of_its_cell() -> None:
    evil = "`|\n@everyone <script>"
    text = rendered(
        step("update", old={"name": ""}, new={"name": evil}, changed={"name": "update"})
    )
    (row,) = [line for line in text.splitlines() if "`name`" in line]

    assert row.endswith(r'| `""` | ``"`\|\n@everyone <script>"`` |')


def test_a_replacement_is_one_line_though_the_engine_takes_three_steps() -> None:
    ops = ("create-replacement", "replace", "delete-replaced")
    text = rendered(*(step(op, changed={"region": "update-replace"}) for op in ops))

    assert text.count("`app` (App)") == 1


def test_what_is_replaced_along_shows_what_differs() -> None:
    text = rendered(step("replace", ADDON, "postgres", old={"plan": "a"}, new={"plan": "b"}))

    assert '`plan` | `"a"` | `"b"`' in text


def test_many_rows_are_folded() -> None:
    text = rendered(
        *(step("update", name=f"app{n}", changed={"name": "update"}) for n in range(70))
    )

    assert "<summary>10 more properties</summary>" in text


def test_a_report_is_never_longer_than_a_comment_may_be() -> None:
    text = rendered(sections=[Section(title="Log", lines=["x" * 200_000])])

    assert len(text) <= LONGEST
    assert "One part is left out" in text


def test_a_folded_section_opens_on_demand() -> None:
    text = rendered(sections=[Section(title="Log", lines=["a", "b"], folded=True)])

    assert "<details><summary>Log</summary>\n\na\nb\n\n</details>" in text

"""The one table of limits and last days: complete for what is in use, and read by date."""

from __future__ import annotations

import tomllib
from datetime import date

import yaml

from infra.rules import DYNO_SIZES, STACK_IMAGES
from localheroku.model.dyno_sizes import DYNO_SIZES as LOCAL_SIZES
from localheroku.model.plans import PLANS
from ops import project
from ops.checkup import versions
from ops.checkup.finding import Level
from ops.checkup.table import Table, look
from ops.trial import ROOT

TABLE = Table.read()
DEFAULTS = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]


def test_what_this_project_uses_has_a_last_day() -> None:
    used = versions.gather(TABLE, project.read(), date.today())

    assert TABLE.ends("python", used.python)
    assert TABLE.ends("django", used.django)
    assert TABLE.ends("stack", DEFAULTS["stackImage"]["default"])
    assert TABLE.connections(DEFAULTS["postgresPlan"]["default"])


def test_every_stack_image_that_may_be_declared_has_a_last_day() -> None:
    assert all(TABLE.ends("stack", image) for image in STACK_IMAGES)


def test_it_says_where_its_days_are_from_and_when_they_were_read() -> None:
    content = tomllib.loads((ROOT / "platform.toml").read_text())

    assert isinstance(content.pop("read"), date)
    assert all(entry["source"].startswith("https://") for entry in content.values())


def test_limits_are_those_of_the_heroku_on_this_machine() -> None:
    local = {plan.name.partition(":")[2]: plan.connections for plan in PLANS}

    assert {plan: TABLE.connections(plan) for plan in local} == local


def test_workers_are_those_of_the_heroku_on_this_machine() -> None:
    assert {size.name: TABLE.workers(size.name) for size in LOCAL_SIZES} == {
        size.name: size.web_concurrency for size in LOCAL_SIZES
    }


def test_every_size_that_may_be_declared_has_workers() -> None:
    assert all(TABLE.workers(size.name) for size in DYNO_SIZES.values())


def level_on(today: date) -> Level:
    return look(TABLE, "stack", "heroku-22", "heroku-22", "an-app", today).level


def test_what_has_ended_is_a_finding_and_what_ends_within_six_months_a_note() -> None:
    assert level_on(date(2026, 10, 1)) is Level.FINE
    assert level_on(date(2026, 11, 22)) is Level.NOTE
    assert level_on(date(2027, 4, 30)) is Level.NOTE
    assert level_on(date(2027, 5, 1)) is Level.BAD


def test_what_the_table_lacks_is_said_with_the_page_to_look_at() -> None:
    finding = look(TABLE, "python", "Python 3.99", "3.99", "web/.python-version", date.today())

    assert finding.level is Level.NOTE
    assert "devguide.python.org" in finding.mend

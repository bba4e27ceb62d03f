"""A migration that raises stops the deployment, and the next good commit gets it going again."""

from __future__ import annotations

from tests.e2e.clone import Stack
from tests.waiting import wait_until

BROKEN = '''\
"""A migration that can't run."""

from django.db import migrations


def give_up(apps, schema_editor):
    raise RuntimeError("the penguins are on strike")


class Migration(migrations.Migration):
    dependencies = [("hello", "0001_initial")]
    operations = [migrations.RunPython(give_up)]
'''


def test_a_failing_migration_fails_the_up_and_the_former_release_serves(stack: Stack) -> None:
    stack.must_up()
    before = stack.page("health/").json()["release"]
    with stack.clone.edited("web/hello/migrations/0002_broken.py", lambda _: BROKEN):
        failed = stack.up()
        again = stack.up()

    assert failed.returncode != 0
    assert "RuntimeError: the penguins are on strike" in failed.stdout
    assert again.returncode != 0, "an unchanged second up must not turn green"
    assert stack.page("health/").json()["release"] == before

    stack.must_up()
    assert stack.page().status_code == 200
    wait_until(lambda: stack.page("health/").json()["release"] != before)

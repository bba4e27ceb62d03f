"""`python -m ops rollback`: back to code that was good, with an eye on the database."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.clone import Clone, Finished, Stack

FILE = "web/hello/migrations/0002_more.py"
MIGRATION = '''\
"""One more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hello", "0001_initial")]
    operations = [{}]
'''
REVERSIBLE = MIGRATION.format(
    'migrations.AddField("greeting", "kind", models.CharField(max_length=9, default="plain"))'
)
IRREVERSIBLE = MIGRATION.format("migrations.RunPython(lambda apps, schema_editor: None)")


@pytest.fixture
def reversible(stack: Stack) -> Iterator[Stack]:
    yield from migrated(stack, REVERSIBLE)


@pytest.fixture
def irreversible(stack: Stack) -> Iterator[Stack]:
    yield from migrated(stack, IRREVERSIBLE)


def migrated(stack: Stack, migration: str) -> Iterator[Stack]:
    """A stack that was deployed twice, the second time with a migration."""
    stack.must_up()
    with stack.clone.edited(FILE, lambda _: migration):
        stack.must_up()
    yield stack


def rollback(stack: Stack, *arguments: str) -> Finished:
    return stack.clone.ops("rollback", stack.name, "--yes", *arguments)


def test_migrations_that_can_be_taken_back_are_taken_back_when_asked_for(reversible: Stack) -> None:
    stack, newer = reversible, reversible.clone.slug(reversible.app)
    done = rollback(stack, "--undo-migrations")
    assert done.returncode == 0, done.stderr
    pinned = stack.clone.pulumi("config", "get", "slug", "--stack", stack.name).stdout.strip()

    assert "migration  hello.0002_more\n" in done.stderr
    assert "Unapplying hello.0002_more... OK" in done.stderr
    assert stack.clone.slug(stack.app) == pinned != newer
    assert greet(stack).status_code == httpx.codes.FOUND


def test_code_and_platform_agree_after_a_rollback(irreversible: Stack) -> None:
    stack = irreversible
    done = rollback(stack, "--keep-schema")
    assert done.returncode == 0, done.stderr
    preview = stack.clone.pulumi("preview", "--expect-no-changes", "--stack", stack.name)

    assert preview.returncode == 0, preview.stdout


def test_a_migration_without_a_way_back_stops_it(irreversible: Stack) -> None:
    stack = irreversible
    before = stack.clone.releases(stack.app)
    done = rollback(stack)

    assert done.returncode == 1
    assert "hello.0002_more (can't be taken back: Raw Python operation)" in done.stderr
    assert "To do: .venv/bin/python -m ops rollback" in done.stderr
    assert stack.clone.releases(stack.app) == before


def test_a_release_that_is_not_there_or_no_good_is_refused(stack: Stack) -> None:
    stack.must_up()
    newest = stack.clone.releases(stack.app)[0]["version"]
    said = [rollback(stack, *to).stderr for to in ([], ["--to", "v99"], ["--to", "v1"])]

    assert "no earlier release that succeeded with another slug" in said[0]
    assert f"has no release v99; it has v1 to v{newest}" in said[1]
    assert "v1 of" in said[2]
    assert "has no code; choose one that succeeded with code" in said[2]


def test_a_stack_that_was_never_deployed_has_nothing_to_go_back_to(clone: Clone) -> None:
    clone.pulumi("stack", "init", "empty", "--no-select")
    done = clone.ops("rollback", "empty", "--yes")
    clone.pulumi("stack", "rm", "empty", "--yes")

    assert "empty was never deployed with success" in done.stderr
    assert "To do: make up UP=empty" in done.stderr


def greet(stack: Stack) -> httpx.Response:
    """Leave a greeting through the form, as a browser does: a write into the database."""
    page = stack.page("db/")
    token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    host = httpx.URL(stack.clone.url(stack.name))
    return httpx.post(
        f"http://127.0.0.1:{host.port}/db/",
        data={"csrfmiddlewaretoken": token, "text": "hello"},
        headers={
            "Host": f"{host.host}:{host.port}",
            "Origin": str(host).rstrip("/"),
            "Cookie": "; ".join(f"{name}={value}" for name, value in page.cookies.items()),
        },
        follow_redirects=False,
        trust_env=False,
    )

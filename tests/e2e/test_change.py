"""What a change does, and what it leaves alone."""

from __future__ import annotations

from tests.e2e.clone import PROJECT, Clone, Stack
from tests.waiting import wait_until

TEMPLATE = "web/hello/templates/hello/index.html"


def test_a_template_change_reaches_staging_and_waits_for_production(deployed: Clone) -> None:
    def up(stack: str) -> str:
        done = deployed.pulumi("up", "--yes", "--skip-preview", "--stack", stack)
        assert done.returncode == 0, done.stdout + done.stderr
        return str(deployed.outputs(stack)["slugId"])

    def shows(stack: str) -> bool:
        return "A new morning" in deployed.visit(deployed.url(stack)).text

    former = deployed.outputs("production")["slugId"]
    deployed.edit(TEMPLATE, lambda page: page.replace("</h1>", " A new morning</h1>"))
    promoted = up("staging")
    wait_until(lambda: shows("staging"))

    assert not shows("production")
    assert deployed.outputs("production")["slugId"] == former != promoted

    assert up("production") == promoted
    wait_until(lambda: shows("production"))
    assert deployed.api(f"/apps/{PROJECT}-production/builds") == []


def test_scaling_builds_nothing_and_starts_one_more_dyno(stack: Stack) -> None:
    stack.set_all({"processes.web.size": "standard-1x", "processes.web.quantity": "1"})
    stack.must_up()
    before = stack.builds(), stack.clone.releases(stack.app)
    stack.set("processes.web.quantity", "2")
    stack.must_up()
    dynos = stack.clone.api(f"/apps/{stack.app}/dynos")

    assert {dyno["name"] for dyno in dynos} == {"web.1", "web.2"}
    assert before == (stack.builds(), stack.clone.releases(stack.app))


def test_an_untracked_env_file_goes_nowhere(shared: Stack) -> None:
    before = shared.builds()
    stray = shared.clone.root / "web/.env"
    stray.write_text("PLANTED=rosebud-in-a-stray-file\n")
    try:
        again = shared.must_up()
        state = shared.clone.pulumi("stack", "export", "--stack", shared.name).stdout
    finally:
        stray.unlink()

    assert shared.builds() == before
    assert "rosebud-in-a-stray-file" not in state + again.stdout + again.stderr + shared.clone.log
    assert not list((shared.clone.root / ".local/heroku").rglob(".env"))


def test_an_unrelated_commit_rebuilds_nothing(shared: Stack) -> None:
    before = shared.builds()
    with shared.clone.edited("docs/unrelated.md", lambda _: "words\n"):
        shared.must_up()

    assert shared.builds() == before

"""What a change does, and what it leaves alone."""

from __future__ import annotations

from tests.e2e.clone import PROJECT, Clone, Stack

TEMPLATE = "web/hello/templates/hello/index.html"


def test_a_template_change_reaches_staging_and_waits_for_production(deployed: Clone) -> None:
    def up(stack: str) -> str:
        done = deployed.pulumi("up", "--yes", "--skip-preview", "--stack", stack)
        assert done.returncode == 0, done.stdout + done.stderr
        return str(deployed.outputs(stack)["slugId"])

    def shows(stack: str) -> bool:
        return "A new morning" in deployed.visit(deployed.outputs(stack)["webUrl"]).text

    with deployed.edited(TEMPLATE, lambda page: page.replace("</h1>", " A new morning</h1>")):
        former = deployed.outputs("production")["slugId"]
        promoted = up("staging")

        assert shows("staging")
        assert not shows("production")
        assert deployed.outputs("production")["slugId"] == former != promoted

        assert up("production") == promoted
        assert shows("production")
        assert deployed.api(f"/apps/{PROJECT}-production/builds") == []


def test_a_build_shows_its_log_and_its_release_phase(stack: Stack) -> None:
    shown = stack.must_up().stdout

    assert "-----> Python app detected" in shown
    assert "Applying hello.0001_initial... OK" in shown


def test_scaling_builds_nothing_and_starts_one_more_dyno(stack: Stack) -> None:
    stack.set("processes.web.size", "standard-1x")
    stack.set("processes.web.quantity", "1")
    stack.must_up()
    before = stack.clone.api(f"/apps/{stack.app}/builds"), stack.clone.releases(stack.app)
    stack.set("processes.web.quantity", "2")
    stack.must_up()
    dynos = stack.clone.api(f"/apps/{stack.app}/dynos")

    assert {dyno["name"] for dyno in dynos} == {"web.1", "web.2"}
    assert before == (
        stack.clone.api(f"/apps/{stack.app}/builds"),
        stack.clone.releases(stack.app),
    )


def test_an_untracked_env_file_goes_nowhere(stack: Stack) -> None:
    stack.must_up()
    stray = stack.clone.root / "web/.env"
    stray.write_text("PLANTED=rosebud-in-a-stray-file\n")
    try:
        again = stack.must_up()
        state = stack.clone.pulumi("stack", "export", "--stack", stack.name).stdout
    finally:
        stray.unlink()

    assert len(stack.clone.api(f"/apps/{stack.app}/builds")) == 1
    assert "rosebud-in-a-stray-file" not in state + again.stdout + again.stderr + stack.clone.log
    assert not list((stack.clone.root / ".local/heroku").rglob(".env"))


def test_an_unrelated_commit_rebuilds_nothing(stack: Stack) -> None:
    stack.must_up()
    with stack.clone.edited("docs/unrelated.md", lambda _: "words\n"):
        stack.must_up()

    assert len(stack.clone.api(f"/apps/{stack.app}/builds")) == 1

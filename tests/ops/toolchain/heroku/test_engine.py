"""The stand-in provider under the real engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ops.toolchain.heroku.platform import APP, OTHER, Platform, Refusal, app, release
from tests.ops.toolchain.project import Project

PROGRAM = """
    import pulumi
    import pulumiverse_heroku as heroku

    app = heroku.app.App("web", name="shop", region="us")
    heroku.app.ConfigAssociation(
        "vars",
        app_id=app.id,
        vars={"ALLOWED_HOSTS": app.heroku_hostname},
        sensitive_vars={"SECRET_KEY": "planted"},
    )
    pulumi.export("webUrl", app.web_url)
"""
HOST = "shop.localhost:5000"
PATCH = f"PATCH /apps/{APP}/config-vars"


@pytest.fixture
def project(tmp_path: Path, blank: Project, platform: Platform) -> Project:
    """One app with its config vars, on a platform that takes them."""
    platform.answers |= {
        "POST /apps": app(),
        f"GET /apps/{APP}": app(),
        f"GET /apps/{APP}/buildpack-installations": [],
        f"GET /apps/{APP}/config-vars": {"ALLOWED_HOSTS": HOST, "SECRET_KEY": "planted"},
        PATCH: {},
        f"GET /apps/{APP}/releases": [release()],
        f"GET /apps/{APP}/releases/{OTHER}": release(),
    }
    url = {"HEROKU_API_URL": platform.url, "HEROKU_API_KEY": "the planted key"}
    project = blank.copy(tmp_path / "copy", **url)
    with (project.folder / "Pulumi.dev.yaml").open("a") as file:
        file.write("config: {'heroku:delays': '{\"postAppCreateDelay\":0}'}\n")
    project.write(PROGRAM)
    return project


def test_a_preview_makes_no_call_and_knows_no_url(project: Project, platform: Platform) -> None:
    done = project.pulumi("preview", "--diff", "--stack", "dev")

    assert done.returncode == 0, done.stdout
    assert platform.calls == []
    assert "webUrl: [unknown]" in done.stdout


def test_an_up_creates_and_a_second_one_changes_nothing(
    project: Project, platform: Platform
) -> None:
    first = project.up()
    made = len(platform.calls)
    second = project.up()

    assert "+ 3 created" in first.stdout, first.stdout
    assert "3 unchanged" in second.stdout, second.stdout
    assert len(platform.calls) == made


def test_secrets_are_nowhere_in_plain_text(project: Project) -> None:
    shown = project.up().stdout
    exported = project.pulumi("stack", "export", "--stack", "dev").stdout
    kept = [file.read_text() for file in project.folder.parent.rglob("state/**/*.json")]

    assert "ciphertext" in exported
    assert kept
    assert "planted" not in shown + exported + "".join(kept)


def test_a_failed_release_fails_the_up_and_the_next_one_goes_on(
    project: Project, platform: Platform
) -> None:
    look = f"GET /apps/{APP}/releases/{OTHER}"
    platform.answers[look] = release(status="failed")
    failed = project.up()
    platform.answers[look] = release()
    platform.answers[f"PATCH /apps/{APP}"] = app()
    recovered = project.up()

    assert "Release v3 of app" in failed.stdout
    assert failed.returncode != 0
    assert recovered.returncode == 0, recovered.stdout
    assert platform.calls.count("POST /apps") == 1


def test_what_the_platform_refuses_is_said_in_its_words(
    project: Project, platform: Platform
) -> None:
    taken = {"id": "invalid_params", "message": "Name shop is already taken"}
    platform.answers["POST /apps"] = Refusal(422, taken)
    done = project.up()

    assert "error: " in done.stdout
    assert "POST /apps failed: Name shop is already taken (422, invalid_params)" in done.stdout


def test_an_app_removed_by_hand_is_found_missing(project: Project, platform: Platform) -> None:
    project.write(PROGRAM.partition("heroku.app.Conf")[0])
    project.up()
    gone = Refusal(404, {"id": "not_found", "message": "Couldn't find that app."})
    platform.answers[f"GET /apps/{APP}"] = gone
    done = project.pulumi("refresh", "--yes", "--stack", "dev")

    assert "- 1 deleted" in done.stdout, done.stdout

"""The workflows' own commands take a change to production, on localheroku in Heroku's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import git
from tests.e2e.clone import Finished
from tests.e2e.shell import Shell
from tests.e2e.test_promote import TEMPLATE
from tests.github.workflows import the_command
from tests.ops import hub

STAGING, PRODUCTION, REVIEW = "my-site-staging", "my-site-production", "my-site-pr-7"


class Runner:
    """A job's machine: a checkout with the engine, logged in to nothing."""

    def __init__(self, clone: Shell, temporary: Path) -> None:
        self.clone = clone
        self.temporary = temporary
        self.exports = clone.exports()

    def run(self, file: str, job: str, *, slug: str = "", **more: str) -> Finished:
        for name in ("summary", "outputs"):
            (self.temporary / name).write_text("")
        values = {
            "secrets.HEROKU_API_KEY": self.exports["HEROKU_API_KEY"],
            "secrets.PULUMI_ACCESS_TOKEN": "",
            "secrets.PULUMI_CONFIG_PASSPHRASE": self.passphrase,
            "vars.PULUMI_BACKEND_URL": self.clone.backend,
            "needs.promotion.outputs.slug": slug,
            "github.event.pull_request.number": "7",
            "github.token": hub.TOKEN,
        }
        environment = self.exports | git.ENVIRONMENT | more
        environment |= {
            "PULUMI_CREDENTIALS_PATH": str(self.temporary),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
            "GITHUB_OUTPUT": str(self.temporary / "outputs"),
        }
        # A checkout has what git has, and no archive of an earlier job.
        (self.clone.root / ".local/web.tar.gz").unlink(missing_ok=True)
        # The step itself has these, and only that.
        for name in ("HEROKU_API_KEY", "PULUMI_CONFIG_PASSPHRASE_FILE"):
            del environment[name]
        return the_command(file, job).run(self.clone.root, values, environment)

    @property
    def passphrase(self) -> str:
        return Path(self.exports["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text()

    def summary(self) -> str:
        return (self.temporary / "summary").read_text()

    def slug(self) -> str:
        """What the step hands on; empty when there is nothing to promote."""
        return (self.temporary / "outputs").read_text().strip().removeprefix("slug=")


@pytest.fixture
def runner(on_heroku: Shell, tmp_path: Path) -> Runner:
    return Runner(on_heroku, tmp_path)


def test_a_merge_is_deployed_shown_approved_and_promoted(runner: Runner) -> None:
    clone = runner.clone
    clone.edit(TEMPLATE, lambda page: page.replace("</h1>", " By a workflow</h1>"))
    staging = runner.run("deploy.yml", "staging")
    looked = runner.run("deploy.yml", "promotion")
    summary, slug = runner.summary(), runner.slug()
    late = runner.run("deploy.yml", "production", slug="00000000-0000-0000-0000-000000000000")
    done = runner.run("deploy.yml", "production", slug=slug)
    again = runner.run("deploy.yml", "promotion")
    page = clone.visit(clone.url("production")).text

    assert staging.returncode == 0, staging.stdout + staging.stderr
    assert "and answers at http" in staging.stderr
    assert looked.returncode == 0, looked.stderr
    assert summary.startswith("### Promotion of staging to production\n\n**1 to release**, ")
    assert f"Change {TEMPLATE}`" in summary
    assert slug == clone.outputs("staging")["slugId"]
    assert late.returncode == 1
    assert f"staging runs slug {slug} by now, not 0000" in late.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    assert " By a workflow</h1>" in page
    assert (again.returncode, runner.slug()) == (0, "")


def test_a_setting_of_production_alone_is_promoted_too(runner: Runner) -> None:
    with runner.clone.edited(
        "Pulumi.production.yaml", lambda text: text.replace("quantity: 1", "quantity: 2")
    ):
        looked = runner.run("deploy.yml", "promotion")
        slug = runner.slug()
        done = runner.run("deploy.yml", "production", slug=slug)
        formation = runner.clone.api(f"/apps/{PRODUCTION}/formation/web")

    assert "setting    update formation-web" in looked.stderr
    assert done.returncode == 0, done.stderr
    assert formation["quantity"] == 2


def test_a_preview_reads_no_config_vars_and_leaves_its_report(runner: Runner) -> None:
    """A token with the scope `read-protected` is enough for it."""
    before = len(runner.clone.api_calls())
    done = runner.run("preview.yml", "preview")
    calls = runner.clone.api_calls()[before:]
    left = {file.name: file.read_text() for file in (runner.temporary / "preview").iterdir()}
    everything = done.stdout + done.stderr + "".join(left.values())

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("No changes: ") == 2
    assert runner.summary() == done.stdout
    assert set(left) == {"staging.events", "production.events"}
    assert runner.passphrase not in everything
    assert runner.exports["HEROKU_API_KEY"] not in everything
    assert [call for call in calls if call[0] != "GET" or "config-vars" in call[1]] == []


def test_drift_becomes_an_issue(runner: Runner) -> None:
    path = f"/apps/{STAGING}/config-vars"
    with hub.running() as github:
        calm = runner.run("drift.yml", "drift", **github.environment)
        runner.clone.change("PATCH", path, {"BY_HAND": "1"})
        found = runner.run("drift.yml", "drift", **github.environment)
        runner.clone.change("PATCH", path, {"BY_HAND": None})

    assert calm.returncode == 0, calm.stderr
    assert found.returncode == 3, found.stderr
    assert [issue["title"] for issue in github.issues] == ["staging differs from the code"]


def test_a_pull_request_gets_an_app_and_loses_it(runner: Runner) -> None:
    clone = runner.clone
    with hub.running() as github:
        up = runner.run("review.yml", "up", **github.environment)
        there = [app["name"] for app in clone.api("/apps")]
        (clone.root / "Pulumi.pr-7.yaml").unlink()  # each job has a checkout of its own
        down = runner.run("review.yml", "down", **github.environment)
        sweep = runner.run("review.yml", "sweep", **github.environment)

    assert up.returncode == 0, up.stdout + up.stderr
    assert up.stdout.splitlines()[-1].startswith(f"http://{REVIEW}.localhost")
    assert down.returncode == 0, down.stdout + down.stderr
    assert sweep.returncode == 0, sweep.stderr
    assert "0 stacks for review, 0 of a closed pull request" in sweep.stderr
    assert set(there) - {app["name"] for app in clone.api("/apps")} == {REVIEW}
    assert [comment["body"].splitlines()[-1] for comment in github.comments[7]] == [
        "The app for review is gone, with its database."
    ]

"""What the workflows may do, and that they do nothing that people don't type."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ops.__main__ import parser
from ops.toolchain.pins import PULUMI
from ops.trial import ROOT
from ops.verbs.comment import LEFT_BY
from tests.github.workflows import FOLDER, SETUP, WORKFLOWS, Step, commands, jobs, load, steps

FILES = [*WORKFLOWS, SETUP]
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
OPS = ".venv/bin/python -m ops "
# What a job may write on GitHub, and which workflow's.
WRITES = {
    ("comment.yml", "pull-requests"),
    ("drift.yml", "issues"),
    ("review.yml", "pull-requests"),
}
RUNNER = {"RUNNER_TEMP": "/tmp/runner"}


def has_token(body: object) -> bool:
    return bool(re.search(r"\$\{\{\s*(secrets\.|github\.token)", str(body)))


def lint(*command: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.prefix, "bin", command[0])
    return subprocess.run(
        [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_actionlint_finds_nothing() -> None:
    done = lint("actionlint", *map(str, WORKFLOWS))

    assert (done.returncode, done.stdout) == (0, "")


def test_zizmor_finds_nothing() -> None:
    """It knows what can be done to workflows: injection, poisoned caches, tokens left behind."""
    done = lint("zizmor", "--offline", "--quiet", str(FOLDER))

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_action_is_pinned_by_its_full_hash(file: Path) -> None:
    used = re.findall(r"uses: (.*)", file.read_text())

    assert [each for each in used if not each.startswith("$/") and not PINNED.fullmatch(each)] == []


def test_an_action_has_one_version_everywhere() -> None:
    used = {pin for file in FILES for pin in re.findall(r"uses: ([^$].*)", file.read_text())}

    assert len(used) == len({pin.partition("@")[0] for pin in used})


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_nothing_is_permitted_but_to_single_jobs(file: Path) -> None:
    workflow = load(file)

    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow[True]  # YAML 1.1 reads `on` as true
    for job in workflow["jobs"].values():
        written = {name for name, access in job["permissions"].items() if access == "write"}
        assert {(file.name, name) for name in written} <= WRITES


def test_every_job_ends_by_itself() -> None:
    assert all(0 < body["timeout-minutes"] <= 90 for _, _, body in jobs())


def test_a_checkout_leaves_no_token_behind() -> None:
    checkouts = [step for step in steps() if "checkout@" in step.body.get("uses", "")]

    assert [step.body["with"]["persist-credentials"] for step in checkouts] == [False]


def test_a_token_is_in_the_environment_of_a_command_and_nowhere_else() -> None:
    for file, name, body in jobs():
        outside = {key: value for key, value in body.items() if key != "steps"}
        assert not has_token(outside), (file, name)
    for step in steps():
        rest = {key: value for key, value in step.body.items() if key != "env"}
        assert not has_token(rest), str(step)
        assert step.command.startswith(OPS) or not has_token(step.env), str(step)


def test_the_tokens_of_heroku_and_pulumi_come_from_an_environment() -> None:
    needy = [(file, name) for file, name, body in jobs() if "secrets." in str(body)]
    guarded = [(file, name) for file, name, body in jobs() if body.get("environment")]

    assert needy == guarded != []


def test_a_pull_request_from_anywhere_needs_nothing() -> None:
    workflow = str(load(FOLDER / "workflows/pull-request.yml"))

    assert not re.search(r"secrets|vars\.|github\.token|environment|write", workflow)


def test_a_job_with_a_token_takes_nothing_from_a_cache() -> None:
    caching = [body for _, _, body in jobs() if "cache" in str(body["steps"])]

    assert caching
    assert not any(map(has_token, caching))


@pytest.mark.parametrize("step", commands(), ids=str)
def test_no_expression_becomes_part_of_a_command(step: Step) -> None:
    assert "${{" not in step.command


@pytest.mark.parametrize("step", commands(), ids=str)
def test_a_command_is_one_that_people_type(step: Step) -> None:
    assert "\n" not in step.command
    assert not re.search(r"[;&|<>`]|\$\(", step.command)
    assert step.command.startswith((OPS, "make "))


@pytest.mark.parametrize(
    "step", [each for each in commands() if each.command.startswith(OPS)], ids=str
)
def test_ops_takes_the_arguments(step: Step) -> None:
    known = {**RUNNER, "RUN": "7", "SLUG": "a-slug", "PR": "7", **dict.fromkeys(step.env, "7")}
    words = shlex.split(step.command.removeprefix(OPS))
    given = [re.sub(r"\$(\w+)", lambda match: known[match[1]], word) for word in words]

    assert parser().parse_args(given).run


@pytest.mark.parametrize(
    "target", sorted({each.command for each in commands() if each.command.startswith("make ")})
)
def test_make_has_the_target(target: str) -> None:
    done = subprocess.run(
        [*target.split(), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_one_deployment_of_a_stack_at_a_time_and_none_is_cut_off(stack: str) -> None:
    (concurrency,) = [body["concurrency"] for file, name, body in jobs() if name == stack]

    assert concurrency == {"group": f"stack-{stack}", "cancel-in-progress": False}


def test_the_engine_is_the_one_of_the_trial() -> None:
    (step,) = [each for each in steps() if "pulumi/actions" in each.body.get("uses", "")]

    assert step.body["with"] == {"pulumi-version": PULUMI}


def test_what_is_left_for_a_comment_is_what_comments_are_made_of() -> None:
    left = {}
    for step in steps():
        if "upload-artifact" in step.body.get("uses", ""):
            name = step.body["with"]["name"]
            left[step.file] = name
            assert step.body["with"]["path"] == f"${{{{ runner.temp }}}}/{name}"
            assert f'--folder "$RUNNER_TEMP/{name}"' in " ".join(
                each.command for each in commands(step.file, step.job)
            )
    names = [load(FOLDER / "workflows" / file)["name"] for file in LEFT_BY]

    assert left == LEFT_BY
    assert load(FOLDER / "workflows/comment.yml")[True]["workflow_run"]["workflows"] == names

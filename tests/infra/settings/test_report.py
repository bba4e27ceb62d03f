"""All problems at once, before anything is registered."""

from __future__ import annotations

from tests.infra.conftest import Deploy


def test_all_problems_are_named_at_once(deploy: Deploy) -> None:
    error = deploy(
        appName="Bad_Name",
        stage="prod",
        processes={
            "wrok": {"quantity": 1, "size": "basic"},
            "web": {"quantity": -1, "size": "basic"},
        },
        configVars={"DATABASE_URL": "postgres://elsewhere/db"},
        promoteFrom="nowhere",
    ).error

    assert error.startswith("6 problems in the settings of stack dev; nothing has been touched.")
    for word in ("'Bad_Name'", "'prod'", "'wrok'", "-1", "DATABASE_URL", "'nowhere'"):
        assert word in error


def test_nothing_is_registered_when_there_is_a_problem(deploy: Deploy) -> None:
    types = [resource.type for resource in deploy(stage="prod").resources]

    assert types == ["pulumi:pulumi:Stack"]


def test_a_problem_names_file_key_found_accepted_and_what_to_do(deploy: Deploy) -> None:
    assert deploy("qa", stage="prod").error == (
        "1 problem in the settings of stack qa; nothing has been touched.\n\n"
        "  stage in Pulumi.qa.yaml\n"
        "    found     'prod'\n"
        "    accepted  development, review, staging or production\n"
        "    to do     pulumi config set stage production --stack qa\n"
    )


def test_a_warning_lets_the_program_go_on(deploy: Deploy) -> None:
    deployment = deploy("production", slug="5a5a5a5a-0000-4000-8000-000000000009")

    assert "pulumi config rm slug --stack production" in deployment.shown[0]
    assert "app" in deployment

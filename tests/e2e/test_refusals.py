"""What is wrong with the settings is said at once, all of it, before anything is touched."""

from __future__ import annotations

from tests.e2e.clone import Stack


def test_every_problem_is_named_before_any_call(stack: Stack) -> None:
    stack.set_all(
        {
            "appName": "Bad_Name",
            "stage": "prod",
            "processes.wrok.quantity": "1",
            "processes.web.quantity": "-1",
            "configVars.DATABASE_URL": "postgres://elsewhere/db",
            "promoteFrom": "nowhere",
        }
    )
    calls = stack.clone.api_calls()
    refused = stack.up()

    assert refused.returncode != 0
    for word in ("Bad_Name", "prod", "wrok", "-1", "DATABASE_URL", "nowhere"):
        assert word in refused.stdout
    assert f"Pulumi.{stack.name}.yaml" in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    assert stack.clone.api_calls() == calls


def test_a_missing_secret_key_names_the_command_that_sets_it(stack: Stack) -> None:
    stack.clone.pulumi("config", "rm", "secretKey", "--stack", stack.name)
    refused = stack.up()

    assert refused.returncode != 0
    assert f"pulumi config set --secret secretKey --stack {stack.name}" in refused.stdout
    assert "Traceback" not in refused.stdout

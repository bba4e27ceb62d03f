"""Config vars, and the secret key among them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.conftest import KEY, Deploy
from tests.infra.recorder import Deployment, Secret

FORMER = KEY[::-1]


def plain(deployment: Deployment) -> Any:
    return deployment["config-vars"].inputs["vars"]


def sensitive(deployment: Deployment) -> Any:
    return deployment["config-vars"].inputs["sensitiveVars"]


def test_a_missing_secret_key_names_the_command_that_sets_it(deploy: Deploy) -> None:
    error = deploy("staging", secretKey="", secret=()).error

    assert error.startswith("1 problem")
    assert (
        "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' | "
        "pulumi config set --secret secretKey --stack staging\n"
    ) in error


def test_a_secret_key_in_plain_text_is_refused_and_not_repeated(deploy: Deploy) -> None:
    error = deploy(secret=()).error

    assert "a value in plain text" in error
    assert KEY not in error


@pytest.mark.parametrize(
    "key", ["short", "a" * 60, "django-insecure-" + KEY, KEY + ",x"], ids=str.__len__
)
def test_a_key_that_the_app_would_refuse_is_refused_and_not_repeated(
    deploy: Deploy, key: str
) -> None:
    error = deploy(secretKey=key).error

    assert "secretKey in Pulumi.dev.yaml" in error
    assert key not in error


def test_former_keys_are_one_secret_list(deploy: Deploy) -> None:
    deployment = deploy(
        secretKeyFallbacks=[FORMER, KEY], secret=("secretKey", "secretKeyFallbacks")
    )

    assert sensitive(deployment).value["SECRET_KEY_FALLBACKS"] == f"{FORMER},{KEY}"


def test_a_former_key_in_plain_text_is_refused_and_not_repeated(deploy: Deploy) -> None:
    error = deploy(secretKeyFallbacks=[FORMER]).error

    assert "secretKeyFallbacks[0] in Pulumi.dev.yaml" in error
    assert FORMER not in error


def test_without_former_keys_there_is_no_variable_for_them(deploy: Deploy) -> None:
    assert sensitive(deploy()) == Secret({"SECRET_KEY": KEY})


def test_own_variables_are_set(deploy: Deploy) -> None:
    assert plain(deploy(configVars={"COLOUR": "blue"}))["COLOUR"] == "blue"


@pytest.mark.parametrize(
    ("written", "text"), [(3, "3"), (True, "true"), (False, "false"), ("1.10", "1.10"), ("", "")]
)
def test_numbers_and_booleans_become_what_was_written(
    deploy: Deploy, written: Any, text: str
) -> None:
    assert plain(deploy(configVars={"IT": written}))["IT"] == text


@pytest.mark.parametrize("value", [1.5, None, ["a"], {"a": "b"}])
def test_what_is_no_text_is_refused(deploy: Deploy, value: Any) -> None:
    error = deploy(configVars={"IT": value}).error

    assert "configVars.IT in Pulumi.dev.yaml" in error
    assert "--type string" in error


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("DATABASE_URL", "the database add-on"),
        ("HEROKU_POSTGRESQL_BLUE_URL", "Heroku"),
        ("PORT", "Heroku"),
        ("SECRET_KEY", "this program"),
        ("ALLOWED_HOSTS", "this program"),
        ("DJANGO_SETTINGS_MODULE", "this program"),
    ],
)
def test_a_name_that_another_sets_is_refused(deploy: Deploy, name: str, owner: str) -> None:
    error = deploy(configVars={name: "mine"}).error

    assert f"{name}, which {owner} sets" in error
    assert f"pulumi config rm --path configVars.{name} --stack dev" in error


@pytest.mark.parametrize("name", ["9LIVES", "WITH-DASH", "__HIDDEN", "A B"])
def test_a_name_that_heroku_refuses_is_refused(deploy: Deploy, name: str) -> None:
    assert f"found     '{name}'" in deploy(configVars={name: "1"}).error


def test_own_variables_with_a_secret_among_them_are_all_secret(deploy: Deploy) -> None:
    deployment = deploy(configVars={"API_TOKEN": "t0ken"}, secret=("secretKey", "configVars"))

    assert sensitive(deployment) == Secret({"SECRET_KEY": KEY, "API_TOKEN": "t0ken"})
    assert "API_TOKEN" not in plain(deployment)


def test_a_secret_value_of_the_wrong_shape_is_not_repeated(deploy: Deploy) -> None:
    error = deploy(configVars={"IT": ["t0ken"]}, secret=("secretKey", "configVars")).error

    assert "t0ken" not in error

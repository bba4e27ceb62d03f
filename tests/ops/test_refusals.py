"""What Heroku, or the way to it, answers on a bad day: one sentence, and one with what to do."""

from __future__ import annotations

import httpx
import pytest

from ops.errors import OpsError
from ops.heroku_api import HerokuApi
from ops.refusals import to_do
from tests.gateway import Answer, error, gateway, hang_up, page

KEY = "planted-key-1123"

# What answers, and words of what is told.
BAD_DAYS = {
    "wrong key": (
        error(401, "unauthorized", "Invalid credentials provided."),
        "revoked or expired",
    ),
    "no rights": (error(403, "forbidden", "You do not have access to the app x."), "access:add"),
    "second factor": (
        error(403, "two_factor", "A second authentication factor is required."),
        "no second factor",
    ),
    "rate limit": (
        error(429, "rate_limit", "Your account reached the API rate limit\nPlease wait"),
        "wait a few minutes",
    ),
    "unverified": (
        error(402, "verification_required", "To create an app, verify your account by adding"),
        "https://heroku.com/verify",
    ),
    "delinquent": (error(402, "delinquent", "This account is delinquent."), "account/billing"),
    "name taken": (
        error(422, "invalid_params", "Name my-site is already taken"),
        "pulumi config set appName",
    ),
    "deleted by hand": (error(404, "not_found", "Couldn't find that app."), "pulumi refresh"),
    "maintenance": (error(503, "maintenance", "Back in a minute."), "status.heroku.com"),
    "a proxy's page": (page(200, "<html>Sign in, please</html>"), "a page to sign in"),
    "a proxy's error": (page(502, "<html>Bad gateway</html>"), "status.heroku.com"),
    "a reset": (hang_up, "can be reached from here"),
}


@pytest.mark.parametrize("day", BAD_DAYS)
def test_each_is_told_with_what_to_do(day: str) -> None:
    answer, words = BAD_DAYS[day]
    said = asked(answer)

    assert words in said.splitlines()[-1]
    assert said.splitlines()[-1].startswith("To do: ")
    assert len(said.splitlines()) == 2
    assert KEY not in said


def asked(answer: Answer) -> str:
    with (
        gateway() as door,
        door.saying(answer),
        HerokuApi(door.url, KEY) as heroku,
        pytest.raises(OpsError) as told,
    ):
        heroku.all("/apps/my-site/releases")
    return str(told.value)


def test_an_address_without_its_certificate_s_authority_says_which_variable_helps() -> None:
    said = str(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] unable to get local issuer"))

    assert "SSL_CERT_FILE" in to_do(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('Post "https://api.heroku.com/apps": Name is already taken', "appName NAME --stack dev"),
        ('Post "https://…/apps/x/addons": Name is already taken', "postgresName NAME --stack dev"),
        ('Get "https://api.heroku.com/apps/x": Couldn\'t find that app.', "refresh --stack dev"),
        ('Post "https://…": dial tcp: lookup api.heroku.com: no such host', "can be reached"),
        ("invalid character '<' looking for beginning of value", "HTTPS_PROXY"),
        ("get stack secrets manager: incorrect passphrase", "PULUMI_CONFIG_PASSPHRASE_FILE"),
        ("PULUMI_ACCESS_TOKEN must be set for login", "pulumi login"),
    ],
)
def test_the_engine_s_words_are_known_too(said: str, words: str) -> None:
    assert words in to_do(said, "dev")


def test_what_is_not_known_gets_no_advice() -> None:
    assert to_do("web/Procfile: no `web:` line") == ""

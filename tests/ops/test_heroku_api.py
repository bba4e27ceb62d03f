"""The Platform API as the commands meet it; a real localheroku answers."""

from __future__ import annotations

import socket

import pytest

from ops.errors import OpsError
from ops.heroku_api import HerokuApi, NoSuchThing
from tests.localheroku.platform import KEY


def test_a_whole_list_is_read_page_by_page(heroku: HerokuApi) -> None:
    app = heroku.post("/apps")["id"]
    for number in range(201):
        heroku.patch(f"/apps/{app}/config-vars", {"NUMBER": str(number)})
    versions = [release["version"] for release in heroku.all(f"/apps/{app}/releases")]

    assert versions == list(range(1, len(versions) + 1))
    assert len(versions) > 201


def test_releases_come_newest_first(heroku: HerokuApi) -> None:
    app = heroku.post("/apps")["id"]
    heroku.patch(f"/apps/{app}/config-vars", {"A": "1"})
    (newest,) = heroku.releases(app, most=1)

    assert newest["description"] == "Set A config vars"


def test_what_is_not_there_is_an_error_of_its_own(heroku: HerokuApi) -> None:
    with pytest.raises(NoSuchThing, match=r"/apps/nobody was refused .*: 404, not_found"):
        heroku.get("/apps/nobody")


def test_a_refusal_gives_the_platform_s_reason(heroku: HerokuApi) -> None:
    with pytest.raises(OpsError, match=r"POST /apps was refused by .*: 422, "):
        heroku.post("/apps", {"name": "No"})


def test_a_platform_that_can_t_be_reached_is_one_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with HerokuApi(address, KEY) as heroku, pytest.raises(OpsError, match="could not be asked"):
        heroku.get("/apps")

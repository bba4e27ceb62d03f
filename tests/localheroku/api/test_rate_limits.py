"""The rate limit, and what belongs to the one account."""

from __future__ import annotations

import pytest

from tests.localheroku.platform import Platform


def test_the_limit_is_what_every_answer_says(platform: Platform) -> None:
    answer = platform.get("/account/rate-limits")

    assert str(answer.json()["remaining"]) == answer.headers["ratelimit-remaining"]


@pytest.mark.parametrize("noun", ["apps", "addons"])
def test_there_is_one_account(platform: Platform, noun: str) -> None:
    own = platform.get(f"/users/trial@localhost/{noun}").json()

    assert [one["id"] for one in own] == [one["id"] for one in platform.get(f"/{noun}").json()]
    assert platform.get(f"/users/nobody@example.com/{noun}").status_code == 404

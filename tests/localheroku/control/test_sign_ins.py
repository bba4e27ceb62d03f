"""Sign-ins with a clock of the test's own."""

from __future__ import annotations

import pytest

from localheroku.control.errors import NotFound
from localheroku.control.sign_ins import IDLE_SECONDS, KEPT, LINK_SECONDS, SignIns

ME, ANOTHER, ROOT = 1000, 1001, 0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_link_is_too_old_after_two_minutes(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    token = sign_ins.link(ME)
    clock.now += LINK_SECONDS + 1

    with pytest.raises(NotFound, match="older than 2 minutes"):
        sign_ins.redeem(token, ME)


def test_a_session_ends_when_nobody_used_it_for_long(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    token = sign_ins.open(ME)
    clock.now += IDLE_SECONDS - 1
    used = sign_ins.find(token, ME)
    clock.now += IDLE_SECONDS - 1
    used_again = sign_ins.find(token, ME)
    clock.now += IDLE_SECONDS + 1

    assert used is used_again is not None
    assert sign_ins.find(token, ME) is None


def test_sessions_are_bounded(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    tokens = [sign_ins.open(ME) for _ in range(KEPT + 1)]

    assert sign_ins.find(tokens[0], ME) is None
    assert all(sign_ins.find(token, ME) for token in tokens[1:])


def test_what_is_kept_opens_nothing(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    token = sign_ins.open(ME)

    assert token not in repr(vars(sign_ins))


@pytest.mark.parametrize(
    ("user", "served"), [(ME, True), (ROOT, True), (None, True), (ANOTHER, False)]
)
def test_a_session_is_of_no_use_to_another_user(user: int | None, served: bool) -> None:
    sign_ins = SignIns()
    token = sign_ins.open(ME)

    assert (sign_ins.find(token, user) is not None) == served
    assert sign_ins.find(token, ME)


def test_a_link_is_of_no_use_to_another_user() -> None:
    sign_ins = SignIns()
    token = sign_ins.link(ME)

    with pytest.raises(NotFound):
        sign_ins.redeem(token, ANOTHER)

"""The wait for a build's release, and what is said of one that failed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.infra.conftest import STAGING, Deploy
from tests.infra.recorder import PROJECT
from tests.infra.releases import API_KEY, LOG, Platform, served


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The API that the program is pointed at."""
    with served() as platform:
        monkeypatch.setenv("HEROKU_API_URL", platform.url)
        monkeypatch.setenv("HEROKU_API_KEY", API_KEY)
        yield platform


def test_an_unchanged_build_costs_one_read_and_shows_nothing(
    deploy: Deploy, platform: Platform
) -> None:
    platform.has_release("release-1", "succeeded")
    deployment = deploy(preview=False)

    assert platform.asked == ["/apps/app-id/releases/release-1"]
    assert deployment.shown == []


def test_a_preview_asks_nothing(deploy: Deploy, platform: Platform) -> None:
    deploy(preview=True)

    assert platform.asked == []


def test_a_promotion_asks_nothing_again(deploy: Deploy, platform: Platform) -> None:
    """The provider has waited for it."""
    deploy("production", preview=False)

    assert platform.asked == []


def test_dynos_wait_for_a_pending_release(deploy: Deploy, platform: Platform) -> None:
    platform.has_release("release-1", "pending")
    deployment = deploy(preview=False)

    assert platform.asked == 2 * ["/apps/app-id/releases/release-1"]
    assert "formation-web" in deployment


def test_a_failed_release_fails_with_its_log(deploy: Deploy, platform: Platform) -> None:
    platform.has_release("release-1", "failed")
    platform.log = "Traceback (most recent call last):\nRuntimeError: the penguins are on strike\n"
    error = deploy(preview=False).error

    assert f"Release v1 of {PROJECT}-dev failed: Deploy 5a5a5a5a." in error
    assert "  RuntimeError: the penguins are on strike\nTo do: mend the cause in the app" in error
    assert "pulumi up --replace '**::build' --stack dev" in error


def test_after_a_failed_release_no_dyno_is_scaled(deploy: Deploy, platform: Platform) -> None:
    platform.has_release("release-1", "failed")

    assert "formation-web" not in deploy(preview=False)


def test_after_a_failed_release_no_slug_is_offered_for_promotion(
    deploy: Deploy, platform: Platform
) -> None:
    platform.has_release("release-1", "failed")

    assert deploy(preview=False).outputs == {}


def test_of_a_long_log_the_end_is_repeated(deploy: Deploy, platform: Platform) -> None:
    platform.has_release("release-1", "failed")
    platform.log = "".join(f"line {number}\n" for number in range(1000))
    error = deploy(preview=False).error

    assert "line 999\n" in error
    assert "line 799\n" not in error


def test_a_failed_release_whose_log_is_gone_is_still_a_failure(
    deploy: Deploy, platform: Platform
) -> None:
    platform.has_release("release-1", "failed")
    platform.log = None

    assert "log:\n  (no log)\nTo do: mend" in deploy(preview=False).error


def test_a_later_release_of_the_slug_mends_a_failed_one(deploy: Deploy, platform: Platform) -> None:
    """As after setting the config var that the migration lacked."""
    platform.has_release("release-1", "failed")
    platform.has_release("release-2", "succeeded")

    assert deploy(preview=False).error == ""


def test_a_later_release_of_another_slug_does_not(deploy: Deploy, platform: Platform) -> None:
    """As after a rollback by hand: what is declared is not what runs."""
    platform.has_release("release-1", "failed")
    platform.has_release("release-2", "succeeded", slug="slug-0")

    assert "Release v1" in deploy(preview=False).error


def test_a_release_that_can_not_be_read_is_no_success(deploy: Deploy, platform: Platform) -> None:
    error = deploy(preview=False).error

    assert "whether its release succeeded can't be read: GET /apps/app-id/releases/" in error
    assert "404" in error


def test_an_api_that_is_gone_is_no_success(
    deploy: Deploy, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROKU_API_URL", "http://127.0.0.1:9")

    assert "http://127.0.0.1:9 can't be read" in deploy(preview=False).error


def test_the_api_key_is_in_no_message(deploy: Deploy, platform: Platform) -> None:
    assert API_KEY not in str(deploy(preview=False))


def test_a_new_build_shows_its_log_and_its_release_phase(
    deploy: Deploy, platform: Platform
) -> None:
    platform.has_release("release-1", "pending")
    platform.build_log = "-----> Installing dependencies\n"
    shown = deploy(
        preview=False, new=("build",), created=lambda: "/streams/build-2" in platform.asked
    ).shown

    assert shown == ["-----> Installing dependencies", *LOG.splitlines()]


def test_a_new_build_that_could_not_be_followed_shows_its_log_afterwards(
    deploy: Deploy, platform: Platform
) -> None:
    platform.has_release("release-1", "succeeded")
    shown = deploy(preview=False, new=("build",)).shown

    assert shown == 2 * LOG.splitlines()


def test_a_new_promotion_shows_its_release_phase(deploy: Deploy, platform: Platform) -> None:
    platform.has_release("release-id", "succeeded")
    shown = deploy("production", preview=False, new=("release",)).shown

    assert shown == LOG.splitlines()


@pytest.mark.parametrize("name", ["CI", "PULUMI_OPTION_NON_INTERACTIVE"])
def test_where_the_log_scrolls_by_the_engine_is_not_to_repeat_it(
    deploy: Deploy, platform: Platform, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "true")
    platform.has_release("release-id", "succeeded")
    deployment = deploy("production", preview=False, new=("release",))

    assert deployment.passing == deployment.shown == LOG.splitlines()


@pytest.mark.parametrize("resource", ["release", "config-vars", "app"])
def test_a_change_that_fails_with_its_release_says_why(
    deploy: Deploy, platform: Platform, resource: str
) -> None:
    platform.has_release("release-7", "failed")
    shown = deploy("production", preview=False, failing=(resource,)).shown

    assert f"Release v1 of {PROJECT}-dev failed" in shown[0]
    assert LOG.splitlines()[-1] in shown[0]


def test_a_change_that_fails_for_another_reason_is_left_to_the_provider(
    deploy: Deploy, platform: Platform
) -> None:
    platform.has_release("release-7", "succeeded")

    assert deploy("production", preview=False, failing=("config-vars",)).shown == []


def test_a_slug_that_is_gone_is_told_with_the_way_out(deploy: Deploy, platform: Platform) -> None:
    platform.has_release("release-7", "succeeded")
    platform.slugs.clear()
    (shown,) = deploy("production", preview=False, failing=("release",)).shown

    assert "is not on the platform, or not any more; nothing was released" in shown
    assert "pulumi config rm slug --stack production" in shown


def test_a_release_that_fails_with_its_slug_there_is_left_to_the_provider(
    deploy: Deploy, platform: Platform
) -> None:
    platform.has_release("release-7", "succeeded")
    platform.slugs.add(STAGING["staging"]["slugId"])

    assert deploy("production", preview=False, failing=("release",)).shown == []


def test_a_log_tells_no_password_and_moves_no_cursor(deploy: Deploy, platform: Platform) -> None:
    platform.has_release("release-1", "failed")
    platform.log = (
        "\x1b[1;31m!\x1b[0m OperationalError: postgres://me:planted@db:5432/x\x1b]0;t\x07\n"
    )
    error = deploy(preview=False).error

    assert "! OperationalError: postgres://[secret]@db:5432/x" in error
    assert "\x1b" not in error

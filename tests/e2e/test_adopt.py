"""An app that was made by hand, with the official CLI, is taken into the code without a change."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.clone import PROJECT, Clone, Finished
from tests.waiting import wait_until

PLANTED = "planted-value-6620"


@dataclass
class ByHand:
    """An app as the workshop makes it, and the stack that it becomes."""

    clone: Clone
    name: str

    @property
    def stack(self) -> str:
        return self.name

    def heroku(self, *command: str) -> str:
        done = self.clone.ops("heroku", "--", *command, "--app", self.name)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def adopt(self) -> Finished:
        return self.clone.ops("adopt", self.name, self.stack, "--yes")

    def versions(self) -> list[int]:
        return [release["version"] for release in self.clone.releases(self.name)]


@pytest.fixture
def by_hand(clone: Clone, heroku_cli: None) -> Iterator[ByHand]:
    app = ByHand(clone, f"hand-{secrets.token_hex(3)}")
    made = clone.ops("heroku", "--", "create", app.name)
    assert made.returncode == 0, made.stderr
    configure(app)
    yield app
    remove(clone, app.stack)


def remove(clone: Clone, stack: str) -> None:
    """Before its first `up` an adopted stack doesn't know yet what hangs on the app."""
    clone.pulumi("destroy", "--yes", "--stack", stack, "--remove")
    clone.pulumi("stack", "rm", "--yes", "--force", stack)


def configure(app: ByHand) -> None:
    """Add-on, config vars, pipeline, domain, code, scale: the workshop's steps."""
    app.heroku("addons:create", "heroku-postgresql:essential-0")
    app.heroku(
        "config:set",
        f"ALLOWED_HOSTS={app.name}.localhost,www.{app.name}.example",
        f"DJANGO_SETTINGS_MODULE={PROJECT}.settings.heroku",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"EXTRA={PLANTED}",
    )
    app.heroku("pipelines:create", f"{app.name}-line", "--stage", "production")
    app.heroku("domains:add", f"www.{app.name}.example")
    app.heroku("certs:auto:enable")
    slug = app.clone.outputs("staging")["slugId"]
    app.clone.change("POST", f"/apps/{app.name}/releases", {"slug": slug})
    wait_until(lambda: app.clone.releases(app.name)[0]["status"] == "succeeded")
    app.heroku("ps:type", "web=standard-1x")
    app.heroku("ps:scale", "web=2")


def test_the_first_up_changes_nothing(by_hand: ByHand) -> None:
    before = by_hand.versions()
    adopted = by_hand.adopt()
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    up = by_hand.clone.pulumi("up", "--yes", "--expect-no-changes", "--stack", by_hand.stack)
    state = by_hand.clone.pulumi("stack", "export", "--stack", by_hand.stack).stdout

    assert "is adopted as" in adopted.stderr
    assert up.returncode == 0, up.stdout
    assert by_hand.versions() == before
    assert PLANTED not in adopted.stdout + adopted.stderr + state
    assert by_hand.clone.ops("drift", by_hand.stack).returncode == 0


def test_what_the_code_would_change_is_told_and_a_second_run_goes_on(by_hand: ByHand) -> None:
    by_hand.heroku("config:set", f"ALLOWED_HOSTS={by_hand.name}.localhost")
    wait_until(lambda: by_hand.clone.releases(by_hand.name)[0]["status"] == "succeeded")
    refused = by_hand.adopt()
    by_hand.heroku(
        "config:set", f"ALLOWED_HOSTS={by_hand.name}.localhost,www.{by_hand.name}.example"
    )
    wait_until(lambda: by_hand.clone.releases(by_hand.name)[0]["status"] == "succeeded")
    adopted = by_hand.adopt()

    assert refused.returncode == 1
    assert "is adopted, but not yet as the code says: ALLOWED_HOSTS." in refused.stderr
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr


def test_an_unknown_app_is_refused_with_those_there_are(clone: Clone) -> None:
    done = clone.ops("adopt", "nobody", "dev", "--yes")

    assert "There is no app 'nobody' in this account" in done.stderr
    assert f"{PROJECT}-staging" in done.stderr


def test_a_stack_that_has_an_app_keeps_it(clone: Clone) -> None:
    done = clone.ops("adopt", f"{PROJECT}-staging", "production", "--yes")

    assert f"production has an app already, {PROJECT}-production" in done.stderr


def test_an_app_without_a_key_is_told_that_it_gets_one(clone: Clone) -> None:
    name = f"hand-{secrets.token_hex(3)}"
    clone.change("POST", "/apps", {"name": name})
    done = clone.ops("adopt", name, name, "--yes")
    remove(clone, name)

    assert "secret key none; the code sets SECRET_KEY to a new one" in done.stderr
    assert "is adopted, but not yet as the code says" in done.stderr
    assert "SECRET_KEY.\n" in done.stderr

"""App webhooks over HTTP, and what they are told."""

from __future__ import annotations

import base64
import hmac
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.localheroku.platform import App, Platform
from tests.localheroku.receiver import Posted, Receiver
from tests.waiting import wait_until

WISH = {"include": ["api:release"], "level": "notify", "url": "http://127.0.0.1:9/"}


def subscribe(app: App, receiver: Receiver, *include: str, **more: Any) -> dict[str, Any]:
    wish = {**WISH, "include": list(include), "url": receiver.url, **more}
    answer = app.post("/webhooks", wish)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def told(receiver: Receiver, count: int = 1) -> list[dict[str, Any]]:
    return [json.loads(posted.body) for posted in receiver.wait_for(count)]


def signed(posted: Posted, secret: str) -> bool:
    digest = hmac.digest(secret.encode(), posted.body, "sha256")
    return base64.b64encode(digest).decode() == posted.headers["Heroku-Webhook-Hmac-SHA256"]


def test_a_webhook_is_answered_without_its_secrets(app: App) -> None:
    wish = {**WISH, "include": ["api:release", "api:build"], "secret": "s", "authorization": "a"}
    answer = app.post("/webhooks", wish)

    assert answer.json()["include"] == wish["include"]
    assert not answer.json().keys() & {"secret", "authorization"}
    assert "heroku-webhook-secret" not in answer.headers


def test_a_secret_made_here_is_answered_once(app: App, receiver: Receiver) -> None:
    answer = app.post("/webhooks", {**WISH, "url": receiver.url})
    app.patch("/config-vars", {"A": "1"})

    assert signed(receiver.wait_for(1)[0], answer.headers["heroku-webhook-secret"])
    assert (
        "heroku-webhook-secret"
        not in app.patch(f"/webhooks/{answer.json()['id']}", {"level": "sync"}).headers
    )


def test_a_change_leaves_what_it_does_not_name(app: App) -> None:
    before = app.post("/webhooks", WISH).json()
    body = app.patch(f"/webhooks/{before['id']}", {"include": ["api:app"]}).json()

    assert body == app.get(f"/webhooks/{before['id']}")
    assert body == {**before, "include": ["api:app"], "updated_at": body["updated_at"]}


def test_a_deleted_webhook_is_gone(app: App) -> None:
    body = app.post("/webhooks", WISH).json()
    app.delete(f"/webhooks/{body['id']}").raise_for_status()

    assert app.get("/webhooks") == []


@pytest.mark.parametrize(
    "wish",
    [
        {"include": []},
        {"include": ["api:planet"]},
        {"include": "api:release"},
        {"level": "loud"},
        {"url": "ftp://user:hidden@127.0.0.1/"},
        {"url": "http://hidden:hidden/"},
        {"authorization": "hidden\r\nX-Other: 1"},
    ],
)
def test_what_can_not_be_is_refused_without_repeating_it(app: App, wish: dict[str, Any]) -> None:
    answer = app.post("/webhooks", {**WISH, **wish})

    assert (answer.status_code, answer.json()["id"]) == (422, "invalid_params")
    assert "hidden" not in answer.text


def test_a_release_is_told_as_heroku_tells_it(app: App, receiver: Receiver) -> None:
    webhook = subscribe(app, receiver, "api:release", secret="s3", authorization="Bearer t")
    app.patch("/config-vars", {"A": "1"})
    [body], [posted] = told(receiver), receiver.received

    assert (body["action"], body["resource"], body["sequence"]) == ("create", "release", None)
    assert body["data"] == app.get("/releases/3")
    assert body["webhook_metadata"]["webhook"] == {"id": webhook["id"]}
    assert signed(posted, "s3")
    assert posted.headers["Authorization"] == "Bearer t"


def test_a_change_is_told_with_what_was_before(deployed: App, receiver: Receiver) -> None:
    subscribe(deployed, receiver, "api:formation")
    deployed.patch("/formation/web", {"quantity": 0})
    [body] = told(receiver)

    assert (body["action"], body["resource"]) == ("update", "formation")
    assert body["data"]["quantity"] == 0
    assert body["previous_data"] == {"quantity": 1}


def test_a_build_is_told_from_beginning_to_end(app: App, receiver: Receiver) -> None:
    subscribe(app, receiver, "api:build")
    app.build(b"no archive")
    first, second = told(receiver, 2)

    assert (first["action"], first["data"]["status"]) == ("create", "pending")
    assert (second["action"], second["data"]["status"]) == ("update", "failed")
    assert second["previous_data"]["status"] == "pending"


def test_people_and_domains_are_told(app: App, receiver: Receiver) -> None:
    subscribe(app, receiver, "api:collaborator", "api:domain")
    app.post("/collaborators", {"user": "colleague@example.com"}).raise_for_status()
    app.post("/domains", {"hostname": f"{app.name}.example.com"}).raise_for_status()
    app.delete("/collaborators/colleague@example.com").raise_for_status()

    assert [(one["resource"], one["action"]) for one in told(receiver, 3)] == [
        ("collaborator", "create"),
        ("domain", "create"),
        ("collaborator", "destroy"),
    ]


def test_who_asked_for_something_else_is_told_nothing(app: App, receiver: Receiver) -> None:
    subscribe(app, receiver, "api:build")
    app.patch("/config-vars", {"A": "1"})

    assert app.get("/webhook-events") == app.get("/webhook-deliveries") == []


def test_a_delivery_says_how_it_went(app: App, receiver: Receiver) -> None:
    webhook = subscribe(app, receiver, "api:release")
    app.patch("/config-vars", {"A": "1"})
    wait_until(lambda: app.get("/webhook-deliveries")[0]["status"] == "succeeded")
    [delivery], [event] = app.get("/webhook-deliveries"), app.get("/webhook-events")

    assert delivery["webhook"] == {"id": webhook["id"], "level": "notify"}
    assert delivery["event"] == {"id": event["id"], "include": "api:release"}
    assert delivery["last_attempt"]["code"] == 200
    assert event["payload"]["data"]["version"] == 3


def test_notify_tries_once(app: App, receiver: Receiver) -> None:
    receiver.statuses = [500]
    subscribe(app, receiver, "api:release")
    app.patch("/config-vars", {"A": "1"})
    wait_until(lambda: app.get("/webhook-deliveries")[0]["status"] == "failed")
    [delivery] = app.get("/webhook-deliveries")

    assert (delivery["num_attempts"], delivery["last_attempt"]["code"]) == (1, 500)
    assert "was not delivered: status 500" in app.log()


def test_sync_tries_again_and_keeps_the_order(app: App, receiver: Receiver) -> None:
    receiver.statuses = [503]
    subscribe(app, receiver, "api:release", level="sync")
    app.patch("/config-vars", {"A": "1"})
    app.patch("/config-vars", {"A": "2"})
    versions = [body["data"]["version"] for body in told(receiver, 3)]

    assert versions == [3, 3, 4]


def test_a_webhook_on_another_machine_is_never_called(app: App) -> None:
    answer = app.post("/webhooks", {**WISH, "level": "sync", "url": "https://a:hidden@192.0.2.1/"})
    app.patch("/config-vars", {"A": "1"})
    wait_until(lambda: app.get("/webhook-deliveries")[0]["status"] == "failed")

    assert "not on this machine" in answer.headers["x-heroku-warning"]
    assert "only addresses of this machine are called" in app.log()
    assert "hidden" not in app.log()


def test_an_app_of_this_platform_is_on_this_machine(app: App) -> None:
    answer = app.post("/webhooks", {**WISH, "url": app.get()["web_url"]})

    assert "x-heroku-warning" not in answer.headers


def test_what_was_not_delivered_survives_a_kill(data: Path, receiver: Receiver) -> None:
    platform = Platform(data)
    app = App(platform)
    subscribe(app, receiver, "api:release", level="sync")
    receiver.statuses = [500]
    app.patch("/config-vars", {"A": "1"})
    receiver.wait_for(1)
    platform.stop(signal.SIGKILL)
    platform.start()
    versions = [body["data"]["version"] for body in told(receiver, 2)]
    platform.remove()

    assert versions == [3, 3]


def test_dynos_are_told_from_their_beginning_to_their_end(app: App, receiver: Receiver) -> None:
    subscribe(app, receiver, "api:dyno", level="sync")
    app.release(app.upload({"web": "python3 web.py"}))
    app.settle()
    app.patch("/formation/web", {"quantity": 0})
    events = told(receiver, 3)

    assert [(one["action"], one["data"]["state"]) for one in events] == [
        ("create", "starting"),
        ("update", "up"),
        ("destroy", "down"),
    ]
    assert {one["data"]["name"] for one in events} == {"web.1"}
    assert events[1]["previous_data"] == {"state": "starting"}


def test_a_one_off_dyno_is_told_without_the_secret_that_attaches_to_it(
    app: App, receiver: Receiver
) -> None:
    app.release(app.upload({"worker": "sleep 60"}))
    subscribe(app, receiver, "api:dyno", level="sync")
    dyno = app.post("/dynos", {"command": "true", "attach": True}).json()
    (event,) = told(receiver)

    assert dyno["attach_url"]
    assert (event["action"], event["data"]["id"]) == ("create", dyno["id"])
    assert event["data"]["attach_url"] is None

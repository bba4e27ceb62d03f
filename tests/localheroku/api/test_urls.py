"""URLs that clients give: what can't be called is refused at once, wherever it is given."""

from __future__ import annotations

import pytest

from tests.localheroku.platform import App

NONE = (
    "",
    "127.0.0.1:1",
    "file:///etc/passwd",
    "http://",
    "http://[::1/",
    "http://127.0.0.1:http/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:1/\x01",
    "http://\u2100.example/",
)


@pytest.mark.parametrize("url", NONE)
def test_what_can_not_be_called_is_refused(app: App, url: str) -> None:
    answers = [
        app.post("/builds", {"source_blob": {"url": url}}),
        app.post("/log-drains", {"url": url}),
        app.post("/webhooks", {"include": ["api:release"], "level": "sync", "url": url}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert not any(len(url) > 8 and url in answer.text for answer in answers)

"""What the pages say, and what they never say."""

from __future__ import annotations

import pytest

from tests.localheroku.dashboard.visitor import Visitor
from tests.localheroku.platform import App
from tests.localheroku.sources import with_release_phase

SECRET = "s3cr3t <b>value</b>"
HOSTILE = "</code><script>alert(1)</script>"


def test_every_page_trusts_its_own_files_only(visitor: Visitor) -> None:
    for path in ("/", "/static/dashboard.js", "/no-such-page", "/enter/used"):
        headers = visitor.get(path).headers

        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


def test_a_page_that_is_not_there_says_so(visitor: Visitor) -> None:
    answer = visitor.get("/no-such-page")

    assert answer.status_code == 404
    assert "The dashboard has no page /dashboard/no-such-page." in answer.text


def test_an_app_that_is_not_there_is_told_in_herokus_words(visitor: Visitor) -> None:
    answer = visitor.get("/apps/no-such-app")

    assert answer.status_code == 404
    assert "find that app." in answer.text
    assert "Back to no-such-app" not in answer.text


def test_the_overview_has_a_pipelines_apps_in_their_stages(
    stages: tuple[App, App], visitor: Visitor
) -> None:
    staging, production = stages
    text = visitor.text("/")

    assert text.index(f"Staging {staging.name}") < text.index(f"Production {production.name}")


def test_a_card_tells_release_commit_dynos_and_state(deployed: App, visitor: Visitor) -> None:
    deployed.settle()
    card = visitor.text("/").partition(deployed.name)[2].partition("Open app")[0]

    assert card.strip() == (
        "Up Release v3 Deploy 11111111 just now Commit 11111111 Dynos web: 1 Basic dyno, up"
    )


def test_a_failed_release_is_told_beside_what_serves(deployed: App, visitor: Visitor) -> None:
    deployed.deploy(with_release_phase("import sys; print('no such table'); sys.exit(3)"))
    deployed.settle()

    assert "Release v4 failed Up Release v3" in visitor.text("/")
    assert "no such table" in visitor.text(f"/apps/{deployed.name}/releases/4")


def test_a_builds_output_is_shown(app: App, visitor: Visitor) -> None:
    build = app.build(b"this is no archive")

    assert "Build failed" in visitor.text(f"/apps/{app.name}")
    assert "!" in visitor.text(f"/apps/{app.name}/builds/{build['id']}").partition("output")[2]


def test_config_values_are_in_no_page_before_they_are_asked_for(app: App, visitor: Visitor) -> None:
    app.patch("/config-vars", {"SECRET_KEY": SECRET})
    html = visitor.get(f"/apps/{app.name}").text

    assert "SECRET_KEY" in html
    assert "s3cr3t" not in html


def test_one_config_value_is_revealed_by_a_form(app: App, visitor: Visitor) -> None:
    app.patch("/config-vars", {"SECRET_KEY": SECRET, "OTHER": "another value"})
    answer = visitor.send(f"/apps/{app.name}/config-vars/SECRET_KEY")

    assert "s3cr3t &lt;b&gt;value&lt;/b&gt;</code>" in answer.text
    assert "another value" not in answer.text
    assert visitor.get(f"/apps/{app.name}/config-vars/SECRET_KEY").status_code == 404


@pytest.mark.parametrize("path", ["", "/releases", "/releases/3", "/releases/3/rollback"])
def test_what_others_wrote_is_text(app: App, code: str, visitor: Visitor, path: str) -> None:
    app.post("/releases", {"slug": code, "description": f"{HOSTILE}\x1b[31m\u202e"})
    html = visitor.get(f"/apps/{app.name}{path}").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert [piece for piece in ("<script>", "\x1b", "\u202e") if piece in html] == []


def test_a_long_history_comes_in_pages(app: App, visitor: Visitor) -> None:
    for number in range(50):
        app.patch("/config-vars", {"NUMBER": str(number)})
    first = visitor.text(f"/apps/{app.name}/releases")
    second = visitor.text(f"/apps/{app.name}/releases?before=3")

    assert "Older releases" in first
    assert ("v52 " in first, "v2 " in first, "v2 " in second, "v52 " in second) == (
        (True, False, True, False)
    )


def test_the_log_is_filtered(deployed: App, visitor: Visitor) -> None:
    deployed.settle()
    lines = visitor.text(f"/apps/{deployed.name}?source=heroku&dyno=web").partition("Filter")[2]

    assert "heroku[web.1] State changed from starting to up" in lines
    assert "app[api]" not in lines


def test_a_page_that_is_open_hears_that_its_app_is_gone(app: App, visitor: Visitor) -> None:
    with visitor.client.stream("GET", f"/apps/{app.name}/live") as stream:
        events = (line for line in stream.iter_lines() if line.startswith("event: "))
        first = next(events)
        app.delete()

        assert (first, list(events)[-1]) == ("event: page", "event: over")

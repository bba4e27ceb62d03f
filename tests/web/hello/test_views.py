"""The pages, as a visitor meets them."""

from __future__ import annotations

import pytest
from django.test import Client

from hello.models import Greeting
from hello.views import LISTED
from tests.web.page import values
from tests.web.visit import statuses


def greet(client: Client, text: str) -> None:
    assert client.post("/db/", {"text": text}).status_code == 302


def test_the_front_page_answers(client: Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "Your Django app is running." in answer.text


@pytest.mark.parametrize("path", ["/", "/db/", "/no-such-page"])
def test_every_link_within_the_site_leads_somewhere(path: str, client: Client) -> None:
    links = [url for url in values(client.get(path).text, "href") if url.startswith("/")]

    assert statuses(client, links) == {200}


@pytest.mark.parametrize("path", ["/", "/db/"])
def test_the_page_one_is_on_is_marked(path: str, client: Client) -> None:
    page = client.get(path).text

    assert f'<a href="{path}" aria-current="page">' in page
    assert page.count("aria-current") == 1


def test_an_unknown_address_gets_the_sites_own_page(client: Client) -> None:
    answer = client.get("/no-such-page")

    assert answer.status_code == 404
    assert "There is no page here." in answer.text


def test_a_greeting_is_kept_and_listed(client: Client) -> None:
    greet(client, "Hello from the test")

    assert "Hello from the test" in client.get("/db/").text


def test_a_sent_greeting_leads_back_to_the_page(client: Client) -> None:
    answer = client.post("/db/", {"text": "once"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/db/")


def test_looking_writes_nothing(client: Client) -> None:
    client.get("/db/")

    assert Greeting.objects.count() == 0


def test_the_newest_greeting_comes_first(client: Client) -> None:
    greet(client, "older")
    greet(client, "newer")

    page = client.get("/db/").text

    assert page.index("newer") < page.index("older")


def test_the_list_is_bounded(client: Client) -> None:
    Greeting.objects.bulk_create(Greeting(text=f"greeting {n}.") for n in range(LISTED + 1))

    page = client.get("/db/").text

    assert page.count("<time ") == LISTED
    assert "greeting 0." not in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 101])
def test_what_is_no_greeting_is_not_kept_and_explained(text: str, client: Client) -> None:
    answer = client.post("/db/", {"text": text})

    assert 'class="errorlist"' in answer.text
    assert Greeting.objects.count() == 0


def test_a_greeting_is_text_and_not_markup(client: Client) -> None:
    greet(client, "<b>bold</b>")

    assert "&lt;b&gt;bold&lt;/b&gt;" in client.get("/db/").text


def test_a_form_from_elsewhere_is_refused_with_an_explanation(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/db/", {"text": "forged"})

    assert answer.status_code == 403
    assert "The form was not accepted." in answer.text


def test_an_input_has_a_label(client: Client) -> None:
    page = client.get("/db/").text

    assert values(page, "for") == ["id_text"]
    assert "id_text" in values(page, "id")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method: str, client: Client) -> None:
    assert client.generic(method.upper(), "/db/").status_code == 405


def test_the_pages_name_the_release(client: Client, settings_of_a_release: None) -> None:
    page = client.get("/").text

    assert "Release <strong>v42</strong> · commit <code>0a1b2c3</code>" in page

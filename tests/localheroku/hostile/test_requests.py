"""Malformed requests by the thousand: each is answered, and none breaks the platform."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.localheroku.hostile import requests
from tests.localheroku.hostile.wire import AUTHORIZATION, Answer, Wire
from tests.localheroku.platform import App, Platform
from tests.localheroku.sources import source

# The same examples in every run, so that a failure is one tomorrow.
many = settings(max_examples=1000, deadline=None, derandomize=True, database=None)
Fill = Callable[[str], str]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform whose apps are nobody else's; in its log nothing may break off."""
    platform = Platform(tmp_path_factory.mktemp("hostile") / "data")
    yield platform
    platform.remove()
    assert "Traceback" not in platform.log.read_text()


@pytest.fixture(scope="module")
def wire(own: Platform) -> Iterator[Wire]:
    wire = Wire(own)
    yield wire
    wire.close()


@pytest.fixture(scope="module")
def fill(own: Platform) -> Fill:
    """Puts things that there are into a path."""
    app = App(own, "victim")
    app.deploy(source())
    pipeline = own.post("/pipelines", {"name": "pipeline"}).json()["id"]
    coupling = {"app": app.id, "pipeline": pipeline, "stage": "staging"}
    params = {
        "app": app.name,
        "pipeline": pipeline,
        "coupling": own.post("/pipeline-couplings", coupling).json()["id"],
        "addon": app.add_database()["id"],
        "type": "web",
        "stage": "review",
        "release": "3",
        "feature": "preboot",
        "hostname": "victim.localhost",
    }
    return lambda path: re.sub(r"{(\w+)[^}]*}", lambda found: params.get(found[1], "x"), path)


def check(answer: Answer) -> None:
    """Well, refused with Heroku's id and a sentence, or not built; never broken off."""
    assert answer.status < 500 or answer.status == 501, answer
    if answer.status >= 400:
        assert re.fullmatch(r"[a-z_]+", answer.body["id"]), answer
        assert answer.body["message"], answer


@many
@given(data=st.data())
def test_no_body_breaks_an_endpoint(wire: Wire, fill: Fill, data: st.DataObject) -> None:
    method, path = data.draw(requests.endpoints)
    body = json.dumps(data.draw(requests.bodies(method, path))).encode()

    check(wire.ask(method, fill(path), body=body))


@many
@given(endpoint=requests.endpoints, parts=st.lists(requests.segments, min_size=4, max_size=4))
def test_no_path_breaks_an_endpoint(
    wire: Wire, endpoint: tuple[str, str], parts: list[str]
) -> None:
    method, path = endpoint
    target = re.sub(r"{.*?}", lambda _: parts.pop(), path)

    # A longer line never gets as far as an endpoint.
    check(wire.ask(method, target[:8000], body=b"{}"))


@many
@given(endpoint=st.sampled_from(requests.GIT), app=requests.segments, query=requests.queries)
def test_no_app_and_no_query_breaks_git(
    wire: Wire, endpoint: tuple[str, str], app: str, query: str
) -> None:
    method, path = endpoint
    answer = wire.ask(method, f"{path.replace('{app}', app)}?{query}", body=b"{}")

    assert 400 <= answer.status < 500, answer
    assert answer.content, answer


@many
@given(path=requests.reading, headers=requests.headers, query=requests.queries)
def test_no_header_and_no_query_breaks_a_list(
    wire: Wire, fill: Fill, path: str, headers: list[tuple[str, str]], query: str
) -> None:
    check(wire.ask("GET", f"{fill(path)}?{query}", headers))


def account(host: bytes, *lines: bytes, target: bytes = b"/account") -> bytes:
    head = [b"GET " + target + b" HTTP/1.1", b"Host: " + host, AUTHORIZATION, *lines]
    return b"\r\n".join([*head, b"", b""])


@many
@given(noise=st.binary(max_size=200))
def test_noise_is_hung_up_on_or_refused(wire: Wire, noise: bytes) -> None:
    answer = wire.send(noise)

    assert answer is None or answer.status == 400


@many
@given(at=st.floats(0, 1, exclude_max=True), noise=st.binary(min_size=1, max_size=3))
def test_a_request_with_an_error_is_answered(wire: Wire, at: float, noise: bytes) -> None:
    request = account(wire.host)
    place = int(at * len(request))
    answer = wire.send(request[:place] + noise + request[place + 1 :])

    assert answer is None or answer.status < 500


HOSTS = """
127.0.0.1 127.0.0.1:1 127.0.0.1.:PORT localhost.:PORT 127.1:PORT 0.0.0.0:PORT 2130706433:PORT
[::1]:PORT [::ffff:127.0.0.1]:PORT user@127.0.0.1:PORT PORT 127.0.0.1:PORT.attacker.example
127.0.0.1:PORT,attacker.example 127.0.0.1:PORT:PORT
"""


@pytest.mark.parametrize("host", ["", "127.0.0.1 :PORT", *HOSTS.split()])
def test_a_name_that_merely_looks_like_ours_is_refused(wire: Wire, host: str) -> None:
    port = wire.host.decode().rpartition(":")[2]
    answer = wire.send(account(host.replace("PORT", port).encode()))

    assert answer
    assert (answer.status, answer.body["id"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("lines", "target"),
    [
        ([b"Host: attacker.example"], b"/account"),
        ([], b"http://attacker.example/account"),
        ([b"Content-Length: 2", b"Content-Length: 3"], b"/account"),
        ([b"Content-Length: 2", b"Transfer-Encoding: chunked"], b"/account"),
    ],
)
def test_what_reads_two_ways_is_refused(wire: Wire, lines: list[bytes], target: bytes) -> None:
    answer = wire.send(account(wire.host, *lines, target=target))

    assert answer
    assert answer.status == 400


def test_a_second_origin_is_looked_at_too(wire: Wire) -> None:
    ours, theirs = b"Origin: http://" + wire.host, b"Origin: https://attacker.example"
    answer = wire.send(account(wire.host, ours, theirs))

    assert answer
    assert (answer.status, answer.body["id"]) == (403, "forbidden")


def test_a_whole_url_of_ours_is_a_target(wire: Wire) -> None:
    answer = wire.send(account(wire.host, target=b"http://" + wire.host + b"/account"))

    assert answer
    assert answer.status == 200

"""Requests that nobody should send, made from what the endpoints themselves know."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from localheroku.api import git, not_yet
from localheroku.api.routes import ROUTES

# Commands would run, and an app that is gone can't be asked any more.
SPARED = {("POST", "/apps/{app}/dynos"), ("DELETE", "/apps/{app}")}
ENDPOINTS = {
    (method, route.path): route.endpoint
    for route in ROUTES
    if route not in [*not_yet.routes, *git.routes]
    for method in (route.methods or set()) - {"HEAD"}
    if (method, route.path) not in SPARED
}
# They refuse in git's words, not in Heroku's.
GIT = [
    (method, route.path) for route in git.routes for method in (route.methods or set()) - {"HEAD"}
]
NAME = re.compile(r"\"([a-z][a-z_]{1,30})\"")

texts = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(categories=["Cc", "Cs", "Cf", "Zl", "Co"]), max_size=5),
    st.sampled_from(["", " ", "\0", "a" * 5000, "../../etc/passwd", "%00", "-1", "1" * 400]),
    st.sampled_from(["web", "DATABASE", "heroku-postgresql", "basic", "us", "http://["]),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**300]),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
)
# What a param of a path may be.
segments = st.one_of(
    texts.map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="")),
    st.sampled_from(["%2e%2e", "..", "%00", "%2f", "%2F..%2f", "%", "%zz", "%ff%fe", "a" * 3000]),
    st.uuids().map(str),
)
queries = st.dictionaries(texts, texts, max_size=3).map(
    lambda pairs: urlencode(pairs, errors="surrogatepass")[:6000]
)
# Parts of a Range, good and bad, in any order.
PARTS = "id name version .. ] [ ; , max= max=1 max=0 * order= order=desc 1 x -1 \xb2 \xff ]a..z["
ranges = st.lists(st.sampled_from([*PARTS.split(), " ", "\xa0", "9" * 30]), max_size=8).map("".join)
values = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.text(st.characters(min_codepoint=160, max_codepoint=255), max_size=5),
    st.sampled_from(["", ",", ";", "=", "version=", "version=3", "version=99", "a" * 3000]),
)
NAMES = ["Accept", "Accept-Encoding", "Content-Type", "If-None-Match", "Cookie", "Upgrade"]
headers = st.lists(
    st.tuples(st.just("Range"), ranges) | st.tuples(st.sampled_from(NAMES), values), max_size=3
)
endpoints = st.sampled_from(sorted(ENDPOINTS))
reading = st.sampled_from(sorted(path for method, path in ENDPOINTS if method == "GET"))


@cache
def bodies(method: str, path: str) -> st.SearchStrategy[dict[str, Any]]:
    """Names that the endpoint knows with values of every type, nested a little."""
    endpoint = ENDPOINTS[method, path]
    keys = st.sampled_from(_words(inspect.getmodule(endpoint)))
    anything = st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=6,
    )
    return st.dictionaries(st.sampled_from(_words(endpoint)), anything, max_size=3)


def _words(code: Callable[..., object] | object) -> list[str]:
    """All that could be names of params."""
    return sorted(set(NAME.findall(inspect.getsource(code)))) or ["name"]  # type: ignore[arg-type]

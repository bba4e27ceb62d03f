"""A browser without a screen: signed in, it gets pages and sends their forms."""

from __future__ import annotations

import re
from html import unescape

import httpx

from tests.localheroku import plain
from tests.localheroku.platform import Platform

TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Visitor:
    def __init__(self, platform: Platform) -> None:
        self.address = platform.address
        self.client = plain.Client(base_url=f"{platform.address}/dashboard", timeout=30)
        answer = self.client.get(platform.post("/dashboard-links").json()["url"])
        assert answer.status_code == 200, answer.text

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def text(self, path: str) -> str:
        """What a person reads of a page, without its markup."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())

    def token(self) -> str:
        match = TOKEN.search(self.get("/").text)
        assert match, "every page has the form that signs out"
        return match[1]

    def send(self, path: str, **fields: str) -> httpx.Response:
        """A form as one of our pages sends it."""
        return self.post(path, {"origin": self.address}, token=self.token(), **fields)

    def post(self, path: str, headers: dict[str, str], **fields: str) -> httpx.Response:
        return self.client.post(path, data=fields, headers=headers)

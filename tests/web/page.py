"""Reading a page: its tags, in order."""

from __future__ import annotations

from html.parser import HTMLParser

Tag = tuple[str, dict[str, str | None]]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(page: str) -> list[Tag]:
    """Each start tag's name and attributes."""
    parser = _Tags()
    parser.feed(page)
    return parser.tags


def values(page: str, attribute: str) -> list[str]:
    """Each value of an attribute, whatever the tag."""
    return [attrs[attribute] or "" for _, attrs in tags(page) if attribute in attrs]

"""Lists in pieces over HTTP: an app's releases, of which there are as many as a test wants."""

from __future__ import annotations

import pytest

from tests.localheroku.platform import App

NONSENSE = [
    "size ..",
    "version",
    "bytes=0-100",
    "1..2..3; 4",
    "version a..b",
    "version ..; max=0",
    "version ..; max=5000",
    "version ..; max=ten",
    "version ..; order=upwards",
    f"version ..; max={'9' * 5000}",
    f"version {'9' * 5000}..",
]


@pytest.fixture
def five(app: App) -> App:
    """An app with releases 1 to 5."""
    for value in "123":
        app.patch("/config-vars", {"A": value})
    return app


def versions(app: App, header: str) -> list[int]:
    return [one["version"] for one in app.get("/releases", headers={"Range": header})]


@pytest.mark.parametrize(
    "header",
    ["", "..", "id ..; max=1000;", "id ]..; max=1000", "version ..,order=asc", "version ]0..2"],
)
def test_ranges_are_read_leniently(app: App, header: str) -> None:
    assert sorted(versions(app, header)) == [1, 2]


@pytest.mark.parametrize("header", NONSENSE)
def test_nonsense_is_not_satisfiable(app: App, header: str) -> None:
    answer = app.platform.get(f"/apps/{app.id}/releases", headers={"Range": header})

    assert (answer.status_code, answer.json()["id"]) == (416, "requested_range_not_satisfiable")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("version 2..4", [2, 3, 4]),
        ("version ]2..4", [3, 4]),
        ("version 2..4[", [2, 3]),
        ("version ]2..4[", [3]),
        ("version 4..; order=desc", [4, 3, 2, 1]),
        ("version ]4..2[; order=desc", [3]),
        ("version ..; max=1,order=desc", [5]),
        ("version 9..", []),
    ],
)
def test_a_bracket_leaves_out_its_bound(five: App, header: str, expected: list[int]) -> None:
    assert versions(five, header) == expected


@pytest.mark.parametrize(
    ("header", "rest"),
    [
        ("version ..; max=2", ["version ]2..; max=2", "version ]4..; max=2"]),
        ("version ..4[; max=2", ["version ]2..4[; max=2"]),
        ("version ..; max=3, order=desc", ["version ]3..; max=3, order=desc"]),
    ],
)
def test_a_part_says_how_to_ask_for_the_next(five: App, header: str, rest: list[str]) -> None:
    asked, answers = [header], []
    while asked[-1]:
        headers = {"Range": asked[-1]}
        answers.append(five.platform.get(f"/apps/{five.id}/releases", headers=headers))
        asked.append(answers[-1].headers.get("next-range", ""))

    assert asked[1:-1] == rest
    assert [one.status_code for one in answers] == [206] * len(rest) + [200]


def test_nothing_is_lost_between_parts_of_a_field_whose_values_repeat(five: App) -> None:
    """Drains of the same second: a part ends only where the value changes."""
    for number in range(3):
        five.post("/log-drains", {"url": f"http://127.0.0.1:9/{number}"})
    found, header = [], "created_at ..; max=1"
    while header:
        answer = five.platform.get(f"/apps/{five.id}/log-drains", headers={"Range": header})
        found += [one["id"] for one in answer.json()]
        header = answer.headers.get("next-range", "")

    assert sorted(found) == sorted(one["id"] for one in five.get("/log-drains"))


def test_a_range_names_its_fields_and_what_it_holds(five: App) -> None:
    headers = {"Range": "version 2..; max=2"}
    answer = five.platform.get(f"/apps/{five.id}/releases", headers=headers)

    assert answer.headers["accept-ranges"] == "version, id"
    assert answer.headers["content-range"] == "version 2..3"

"""A name is refused with a sentence for each thing that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.scaffold import names

EXISTS = "is a Python module that exists already"
NO_PACKAGE = "can't be a Python package"
NO_APP = "can't start the names of Heroku apps"


@pytest.mark.parametrize("name", ["kiosk", "a", "kiosk2", "k" * 19])
def test_a_good_name_is_taken(name: str, tmp_path: Path) -> None:
    names.check_package(name, tmp_path)


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("my-kiosk", [NO_PACKAGE]),
        ("Kiosk", [NO_APP]),
        ("2kiosk", [NO_APP, NO_PACKAGE]),
        ("my_kiosk", [NO_APP]),
        ("", [NO_APP, NO_PACKAGE]),
        ("class", [NO_PACKAGE]),
        ("email", [EXISTS]),
        ("django", [EXISTS]),
        ("infra", [EXISTS]),
        ("hello", [EXISTS]),
        ("k" * 20, ["has 31 characters, and Heroku's app names have 30 at most: 19 are left"]),
        ("../../kiosk", [NO_APP, NO_PACKAGE]),
    ],
)
def test_a_bad_name_is_refused(name: str, problems: list[str], tmp_path: Path) -> None:
    (tmp_path / "hello").mkdir()
    with pytest.raises(OpsError) as refused:
        names.check_package(name, tmp_path)
    sentences = [line for line in str(refused.value).splitlines() if not line.startswith("To do")]

    assert len(sentences) == len(problems)
    assert all(problem in said for problem, said in zip(problems, sentences, strict=True))


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("my-site", "my-site"),
        ("My Site (2026)", "my-site-2026"),
        ("01_kiosk", "kiosk"),
        ("a-very-long-name-of-a-folder", "a-very-long-name-of"),
        ("...", ""),
    ],
)
def test_a_folder_s_name_is_brought_near_to_what_heroku_takes(folder: str, name: str) -> None:
    assert names.derived(folder) == name


def test_another_name_is_offered() -> None:
    with pytest.raises(OpsError, match="choose another name, my-kiosk for example"):
        names.check_project("My Kiosk!")

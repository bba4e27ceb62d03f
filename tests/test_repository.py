"""What the repository holds, and what it must never hold."""

from __future__ import annotations

import re
import subprocess

from ops.trial import ROOT

NO_SOURCE = (
    ".venv/bin/python",
    "web/db.sqlite3",
    "web/staticfiles/hello.css",
    "web/.env",
    ".local/passphrase",
)


def git(*arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines()


def test_what_is_no_source_is_ignored() -> None:
    assert git("check-ignore", "--no-index", *NO_SOURCE) == list(NO_SOURCE)


def test_migrations_are_committed() -> None:
    assert "web/hello/migrations/0001_initial.py" in git("ls-files", "web/hello/migrations")


def test_the_app_is_pure_source() -> None:
    assert [name for name in git("ls-files", "web") if "test_" in name or "/tests" in name] == []


def test_the_readme_fits_a_screen_or_two() -> None:
    assert len((ROOT / "README.md").read_text().split()) <= 400


def test_every_package_that_make_installs_is_checked_against_its_hash() -> None:
    recipes = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    installing = re.findall(r"pip (?:install|sync) .*", recipes)

    assert len(installing) == 2
    assert all("--require-hashes" in command for command in installing)


def test_the_pages_name_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    named = re.findall(r"(?:`|^)make ((?:[a-z0-9]+ ?)+)", pages, re.MULTILINE)

    assert named
    assert set(" ".join(named).split()) <= targets

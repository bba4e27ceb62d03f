"""Files copied under another name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ops.scaffold import copies
from ops.trial import ROOT


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("old:stage: staging", "kiosk:stage: staging"),
        ("web/old/wsgi.py", "web/kiosk/wsgi.py"),
        ("old-staging-postgres", "kiosk-staging-postgres"),
        ("from old.csp import policy", "from kiosk.csp import policy"),
        ("older, bold, old_new, OLD", "older, bold, old_new, OLD"),
    ],
)
def test_a_name_is_replaced_where_it_is_a_word(text: str, renamed: str) -> None:
    assert copies.renaming("old", "kiosk")(text) == renamed


def test_paths_and_texts_are_renamed_and_modes_kept(tmp_path: Path) -> None:
    (tmp_path / "a/old").mkdir(parents=True)
    (tmp_path / "a/old/run").write_text("exec old\n")
    (tmp_path / "a/old/run").chmod(0o755)
    copies.copy(["old/run"], tmp_path / "a", tmp_path / "b", copies.renaming("old", "kiosk"))
    copied = tmp_path / "b/kiosk/run"

    assert copied.read_text() == "exec kiosk\n"
    assert copied.stat().st_mode & 0o111


def test_what_is_no_text_is_copied_byte_by_byte(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(b"\x89 old \xff")
    copies.copy(["image"], tmp_path, tmp_path / "b", copies.renaming("old", "kiosk"))

    assert (tmp_path / "b/image").read_bytes() == b"\x89 old \xff"


def test_the_changelog_starts_anew_and_keeps_why_each_dependency_is_there() -> None:
    text = copies.fresh_changelog(ROOT)((ROOT / "CHANGELOG.md").read_text())
    entries = [line for line in text.splitlines() if line.startswith("- ")]

    assert len(entries) == 1
    assert "| psycopg |" in text
    assert "Keep a Changelog" in text


def test_imports_and_lines_are_put_into_form(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import zoo\nimport abc\nx = [1,\n2]\n")
    copies.put_into_form(tmp_path)
    check = [sys.executable, "-m", "ruff", "check", "--select", "I", "--no-cache", str(tmp_path)]

    assert subprocess.run(check, check=False, capture_output=True).returncode == 0
    assert "x = [1, 2]" in (tmp_path / "a.py").read_text()


def test_what_is_encrypted_in_a_stack_file_is_not_copied(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    plain = "config:\n  old:appName: mine  # unique in all of Heroku\n"
    secret = (
        "encryptionsalt: planted\nconfig:\n  old:appName: mine\n"
        "  old:secretKey:\n    secure: planted\n"
    )
    for name, text in (("Pulumi.dev.yaml", plain), ("Pulumi.staging.yaml", secret)):
        (source / name).write_text(text)
    copies.copy(
        ["Pulumi.dev.yaml", "Pulumi.staging.yaml"], source, target, copies.renaming("old", "new")
    )

    assert (target / "Pulumi.dev.yaml").read_text() == plain.replace("old", "new")
    assert (target / "Pulumi.staging.yaml").read_text() == "config:\n  new:appName: mine\n"

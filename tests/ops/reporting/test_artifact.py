"""An archive that a stranger has made brings in files for a report and nothing else."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from ops.errors import OpsError
from ops.events import LARGEST
from ops.reporting.artifact import unpack


def archive(files: dict[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", packed) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return content.getvalue()


def link(name: str, target: str) -> bytes:
    content, entry = BytesIO(), zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(content, "w") as made:
        made.writestr(entry, target)
    return content.getvalue()


def test_the_files_of_a_report_are_unpacked(tmp_path: Path) -> None:
    unpack(archive({"staging.events": b"{}", "staging.json": b"[]"}), tmp_path)

    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "staging.events": "{}",
        "staging.json": "[]",
    }


@pytest.mark.parametrize(
    "name",
    ["../x.json", "/x.json", "a/x.json", "x.py", "x.json/", ".json", "x\n.json", "a\\b.json"],
)
def test_any_other_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OpsError, match="are accepted"):
        unpack(archive({name: b""}), tmp_path / "inner")

    assert list(tmp_path.iterdir()) == []


def test_a_link_is_a_file_with_the_name_it_points_to(tmp_path: Path) -> None:
    unpack(link("staging.json", "/etc/passwd"), tmp_path)

    assert not (tmp_path / "staging.json").is_symlink()
    assert (tmp_path / "staging.json").read_text() == "/etc/passwd"


def test_a_bomb_is_refused_at_the_limit(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match="more than 8 MiB"):
        unpack(archive({"staging.json": bytes(LARGEST + 1)}), tmp_path)


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_otherwise_is_refused(tmp_path: Path, packed: int) -> None:
    with pytest.raises(OpsError, match="packed in a way that no job packs"):
        unpack(archive({"staging.json": b"{}"}, packed=packed), tmp_path)


def test_many_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match="holds 21 files; 20 are accepted"):
        unpack(archive({f"s{n}.json": b"" for n in range(21)}), tmp_path)


@pytest.mark.parametrize("damage", [b"", b"PK\x05\x06", b"PK\x03\x04" + bytes(80)])
def test_what_is_no_archive_is_refused(tmp_path: Path, damage: bytes) -> None:
    with pytest.raises(OpsError, match="no archive that can be read"):
        unpack(damage, tmp_path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    whole = archive({"staging.json": b"some text " * 50})

    with pytest.raises(OpsError, match="no archive that can be read"):
        unpack(whole[:45] + b"\xff\xff\xff\xff" + whole[49:], tmp_path)

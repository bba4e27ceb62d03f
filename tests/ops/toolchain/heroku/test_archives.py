"""Checksums and packing of build sources."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

from ops.toolchain.heroku import archives


def folder(place: Path) -> Path:
    web = place / "web"
    (web / "hello").mkdir(parents=True)
    (web / "hello" / "views.py").write_text("pass\n")
    (web / "Procfile").write_text("web: true\n")
    return web


def test_a_folders_sum_is_over_names_and_contents_in_order(tmp_path: Path) -> None:
    expected = hashlib.sha256(
        b"web\nweb/Procfile\nweb: true\nweb/hello\nweb/hello/views.py\npass\n"
    )

    assert archives.checksum(folder(tmp_path)) == f"SHA256:{expected.hexdigest()}"


def test_the_sum_of_a_folder_does_not_depend_on_where_it_is(tmp_path: Path) -> None:
    here, there = folder(tmp_path / "here"), folder(tmp_path / "there")

    assert archives.checksum(here) == archives.checksum(there)


def test_a_renamed_file_changes_the_sum(tmp_path: Path) -> None:
    web = folder(tmp_path)
    before = archives.checksum(web)
    (web / "Procfile").rename(web / "procfile")

    assert archives.checksum(web) != before


def test_a_folder_is_packed_under_its_own_name(tmp_path: Path) -> None:
    with archives.packed(folder(tmp_path)) as archive, tarfile.open(archive) as tar:
        names = tar.getnames()

    assert sorted(names) == ["web", "web/Procfile", "web/hello", "web/hello/views.py"]

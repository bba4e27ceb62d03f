"""Whatever an archive holds, nothing is written or linked outside of the folder it unpacks to."""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path

import pytest

from localheroku.runtime.buildpack.source import BadArchive, Limits, unpack
from tests.localheroku.runtime.archives import archive, archive_of, regular, special

SMALL = Limits(bytes=1 << 20, files=10)
LINK, HARD = tarfile.SYMTYPE, tarfile.LNKTYPE


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_files_come_out_as_they_were(tmp_path: Path) -> None:
    source = archive_of(tmp_path / "a.tgz", {"Procfile": "web: run\n", "./hello/a.py": "1"})
    app = unpack(source, tmp_path / "out", SMALL)

    assert names(app) == {"Procfile", "hello/a.py"}
    assert (app / "Procfile").read_text() == "web: run\n"


def test_one_leading_folder_is_left_aside(tmp_path: Path) -> None:
    source = archive_of(tmp_path / "a.tgz", {"Procfile": "", "a/b.py": ""}, prefix="./app-abc123/")

    assert names(unpack(source, tmp_path / "out", SMALL)) == {"Procfile", "a/b.py"}


def test_only_the_right_to_execute_is_kept(tmp_path: Path) -> None:
    (info, content), plain = regular("run", "#!/bin/sh"), regular("text", "")
    info.mode = 0o4711
    app = unpack(archive(tmp_path / "a.tgz", [(info, content), plain]), tmp_path / "out", SMALL)

    assert (app / "run").stat().st_mode & 0o7777 == 0o755
    assert (app / "text").stat().st_mode & 0o7777 == 0o644


def test_links_within_the_app_are_kept(tmp_path: Path) -> None:
    members = [regular("a/text", "hello"), special("b", LINK, "a/text"), special("c", HARD, "b")]
    members[2] = special("c", HARD, "a/text")
    app = unpack(archive(tmp_path / "a.tgz", members), tmp_path / "out", SMALL)

    assert [(app / name).read_text() for name in "bc"] == ["hello", "hello"]
    assert (app / "b").is_symlink()


@pytest.mark.parametrize(
    "members",
    [
        pytest.param([regular("../evil", "")], id="parent"),
        pytest.param([regular("a/../../evil", "")], id="parent further down"),
        pytest.param([regular("/tmp/evil", "")], id="absolute"),
        pytest.param([special("evil", LINK, "/etc/passwd")], id="absolute link"),
        pytest.param([special("evil", LINK, "../outside")], id="link out"),
        pytest.param([special("evil", HARD, "../outside")], id="hard link out"),
        pytest.param([special("evil", HARD, "nowhere")], id="hard link to nothing"),
        pytest.param(
            [special("a", LINK, "."), special("a/b", LINK, "Procfile")], id="link in a link"
        ),
        pytest.param(
            [
                regular("d/e/f", ""),
                special("up", LINK, "d/e"),
                special("evil", LINK, "up/../../.."),
            ],
            id="link out through a link",
        ),
        pytest.param([regular("a/b", ""), regular("a", "")], id="a file in a folder's place"),
        pytest.param([special("evil", tarfile.FIFOTYPE)], id="fifo"),
        pytest.param([special("evil", tarfile.CHRTYPE)], id="device"),
        pytest.param([regular(f"{n}", "") for n in range(20)], id="many files"),
        pytest.param([regular("zeros", "0" * (2 << 20))], id="large"),
    ],
)
def test_hostile_archives_are_refused(
    tmp_path: Path, members: list[tuple[tarfile.TarInfo, bytes]]
) -> None:
    (tmp_path / "outside").write_text("untouched")
    source = archive(tmp_path / "a.tgz", [regular("Procfile", "web: run"), *members])

    with pytest.raises(BadArchive, match="The archive"):
        unpack(source, tmp_path / "out", SMALL)
    assert {path.name for path in tmp_path.iterdir()} == {"a.tgz", "out", "outside"}
    assert (tmp_path / "outside").read_text() == "untouched"


def test_a_header_cannot_claim_endless_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    with gzip.open(tmp_path / "a.tgz", "wb") as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT) + b"x" * (8 << 20))

    with pytest.raises(BadArchive, match="more than 1 MB"):
        unpack(tmp_path / "a.tgz", tmp_path / "out", SMALL)


CUT_OFF = gzip.compress(b"hello" * 1000)[:-20]


@pytest.mark.parametrize("content", [b"", b"hello", CUT_OFF], ids=("empty", "text", "cut off"))
def test_what_is_not_an_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.tgz").write_bytes(content)

    with pytest.raises(BadArchive, match=r"can't be read as a \.tar\.gz"):
        unpack(tmp_path / "a.tgz", tmp_path / "out", SMALL)

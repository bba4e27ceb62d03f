"""Archives made to do harm: unpacked within the folder, or refused in a sentence."""

from __future__ import annotations

import gzip
import shutil
import stat
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localheroku.runtime.buildpack.source import BadArchive, Limits, unpack

SMALL = Limits(bytes=1 << 20, files=20)
KINDS = (stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK)
Member = tuple[tarfile.TarInfo, bytes]

NAMES = ".. . a b a/b a/../b ./a a//b a/ a/.. ../x /etc/x c/d/e é"
CLAIMS = "path linkpath size mtime hdrcharset GNU.sparse.size GNU.sparse.map"
CLAIMED = "0 1 -1 -512 x 1e999 nan 1,2,3,4 ../x /etc/x BINARY"

names = st.one_of(
    st.sampled_from(["", *NAMES.split()]),
    st.sampled_from(["a\nb", "x" * 300, "a/" * 120 + "x", "../" * 50 + "etc", "Procfile"]),
    st.text(max_size=10),
)
types = st.sampled_from(
    [getattr(tarfile, name) for name in vars(tarfile) if name.endswith("TYPE")] + [b"Z"]
)
# What PAX headers say of a member, in place of its own header.
claims = st.dictionaries(
    st.sampled_from(CLAIMS.split()),
    st.sampled_from(["", "\0", *CLAIMED.split()]),
    max_size=2,
)


@st.composite
def members(draw: st.DrawFn) -> Member:
    info = tarfile.TarInfo(draw(names))
    info.type, info.linkname, info.pax_headers = draw(types), draw(names), draw(claims)
    info.mode = draw(st.integers(0, 0o7777))
    content = draw(st.sampled_from([b"", b"hello", b"12 path=x\n", b"x" * 600]))
    info.size = draw(st.sampled_from([len(content), len(content), 0, 1 << 33]))
    return info, content


def packed(members: Iterable[Member]) -> bytes:
    """A tar without the care of tarfile's own writer."""
    tar = bytearray()
    for info, content in members:
        tar += info.tobuf(tarfile.PAX_FORMAT, errors="surrogateescape")
        tar += content + b"\0" * (-len(content) % 512)
    return bytes(tar) + b"\0" * 1024


def unpacked(place: Path, tar: bytes) -> list[Path]:
    """What is in the folder then, also when the archive is refused."""
    shutil.rmtree(place / "out", ignore_errors=True)
    (place / "a.tgz").write_bytes(gzip.compress(tar, 1))
    with suppress(BadArchive):
        unpack(place / "a.tgz", place / "out", SMALL)
    return list((place / "out").rglob("*"))


@settings(
    max_examples=500,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(members=st.lists(members(), max_size=5), noise=st.binary(max_size=2), at=st.floats(0, 1))
def test_nothing_leaves_the_folder_and_nothing_special_is_made(
    tmp_path: Path, members: list[Member], noise: bytes, at: float
) -> None:
    tar = bytearray(packed(members))
    place = int(at * (len(tar) - len(noise)))
    tar[place : place + len(noise)] = noise
    modes = [path.lstat().st_mode for path in unpacked(tmp_path, bytes(tar))]

    assert {path.name for path in tmp_path.iterdir()} <= {"a.tgz", "out"}
    assert all(stat.S_IFMT(mode) in KINDS and not mode & 0o7000 for mode in modes)


@pytest.mark.parametrize("type_", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_headers_of_headers_of_headers_are_refused(tmp_path: Path, type_: bytes) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = type_, 10
    tar = packed([(header, b"10 path=x\n")] * 3000)
    (tmp_path / "a.tgz").write_bytes(gzip.compress(tar))

    with pytest.raises(BadArchive, match=r"can't be read as a \.tar\.gz"):
        unpack(tmp_path / "a.tgz", tmp_path / "out", Limits())


def refusal(place: Path, *members: Member, limits: Limits = SMALL) -> str:
    (place / "a.tgz").write_bytes(gzip.compress(packed(members)))
    with pytest.raises(BadArchive) as refused:
        unpack(place / "a.tgz", place / "out", limits)
    return str(refused.value)


def link(name: str, target: str, type_: bytes = tarfile.SYMTYPE) -> Member:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = type_, target
    return info, b""


def file(name: str, content: bytes = b"") -> Member:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    return info, content


def test_a_circle_of_links_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, link("a", "b"), link("b", "a"), file("Procfile"))

    assert "leads nowhere: Too many levels of symbolic links." in said


def test_hard_links_count_as_what_they_are_copied_from(tmp_path: Path) -> None:
    links = [link(f"{n}", "large", tarfile.LNKTYPE) for n in range(3)]

    assert "more than 1 MB" in refusal(tmp_path, file("large", b"x" * (1 << 19)), *links)


def test_folders_count_as_files(tmp_path: Path) -> None:
    assert "more than 20 files" in refusal(tmp_path, file("a/" * 30 + "x"))


def test_endless_depth_is_refused(tmp_path: Path) -> None:
    limits = Limits(files=10_000)

    assert "more than 100 deep" in refusal(tmp_path, file("a/" * 1500 + "x"), limits=limits)


def test_a_header_larger_than_any_name_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 3 << 20
    said = refusal(tmp_path, (info, b"x" * (3 << 20)), limits=Limits())

    assert said == "The archive has a header of more than 1 MB."


def test_a_path_of_this_machine_is_not_told(tmp_path: Path) -> None:
    said = refusal(tmp_path, file("x" * 300), file("y"))

    assert said == "The archive can't be read as a .tar.gz: File name too long"

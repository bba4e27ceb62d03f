"""The official release, from a site on loopback."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.toolchain import download
from ops.toolchain.errors import UnavailableError
from ops.toolchain.pins import PULUMI
from tests.ops.toolchain.downloads import ARCHIVE, SUMS, Site, release, serving


@pytest.fixture
def site() -> Site:
    """Holds the pinned release and its sums."""
    site = Site()
    site.publish(release())
    return site


@pytest.fixture
def base(site: Site) -> Iterator[str]:
    with serving(site) as address:
        yield address


def ignore(_line: str) -> None:
    pass


def test_the_release_is_unpacked_and_runs(base: str, cache: Path) -> None:
    engine = download.get(cache=cache, say=ignore, base=base)
    said = subprocess.run([engine.pulumi, "version"], capture_output=True, text=True, check=True)

    assert said.stdout == f"v{PULUMI}\n"
    assert engine.path == (engine.pulumi.parent,)
    assert (engine.pulumi.parent / "pulumi-language-python").exists()


def test_the_address_is_shown(base: str, cache: Path) -> None:
    said: list[str] = []
    download.get(cache=cache, say=said.append, base=base)

    assert said == [f"downloading {base}{ARCHIVE}"]


def test_it_is_downloaded_once(base: str, site: Site, cache: Path) -> None:
    download.get(cache=cache, say=ignore, base=base)
    download.get(cache=cache, say=ignore, base=base)

    assert site.asked == [SUMS, ARCHIVE]


def test_another_sum_than_the_published_one_is_refused(base: str, site: Site, cache: Path) -> None:
    site.files[ARCHIVE] += b"tampered with"

    with pytest.raises(UnavailableError, match=r"has the SHA-256 .* is published for it"):
        download.get(cache=cache, say=ignore, base=base)
    assert leftovers(cache) == []


def test_a_release_without_a_sum_is_refused(base: str, site: Site, cache: Path) -> None:
    site.files[SUMS] = b"0123  another.tar.gz\n"

    with pytest.raises(UnavailableError, match="has no sum for"):
        download.get(cache=cache, say=ignore, base=base)
    assert ARCHIVE not in site.asked


def test_a_site_without_the_release_is_named(base: str, site: Site, cache: Path) -> None:
    site.files.clear()

    with pytest.raises(UnavailableError, match=f"{base}{SUMS} answered 404"):
        download.get(cache=cache, say=ignore, base=base)


def test_a_download_that_breaks_off_leaves_nothing(base: str, site: Site, cache: Path) -> None:
    site.breaks_off_after = 10

    with pytest.raises(UnavailableError, match=r"after 10 of \d+ bytes"):
        download.get(cache=cache, say=ignore, base=base)
    assert leftovers(cache) == []


def test_what_is_no_archive_is_refused(base: str, site: Site, cache: Path) -> None:
    site.publish(b"<html>Sign in to this network</html>")

    with pytest.raises(UnavailableError, match="can't be unpacked"):
        download.get(cache=cache, say=ignore, base=base)


def test_names_that_lead_elsewhere_are_left_out(base: str, site: Site, cache: Path) -> None:
    site.publish(release("pulumi/../../escaped", "/escaped", "other/pulumi"))
    engine = download.get(cache=cache, say=ignore, base=base)
    names = sorted(each.name for each in engine.pulumi.parent.iterdir())

    assert names == ["pulumi", "pulumi-language-python"]
    assert not list(cache.parent.rglob("escaped"))


def test_where_nobody_listens_it_says_so_at_once(cache: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(UnavailableError, match="can't be reached from here"):
        download.get(cache=cache, say=ignore, base=base)


def test_a_site_that_never_answers_is_given_up(cache: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(UnavailableError, match="timed out"):
            download.get(cache=cache, say=ignore, base=base, silence=0.2)


def leftovers(cache: Path) -> list[str]:
    """What is in the cache besides locks."""
    return [each.name for each in cache.iterdir() if each.suffix != ".lock"]

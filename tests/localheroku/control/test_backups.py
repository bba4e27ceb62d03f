"""Signed URLs of backups end, and lead to nothing else than their backup."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from localheroku.control.backups import Backups
from localheroku.control.errors import Forbidden
from localheroku.model.address import Address
from localheroku.runtime.outbound import Outbound


def backups(folder: Path, *, lifetime: int = 60) -> Backups:
    """Where there is one backup, of the id `one`."""
    made = Backups(folder / "backups", Address(1, 2), Outbound(), lifetime=lifetime)
    with made.draft("one") as draft:
        draft.write_text("a dump")
        made.keep("one")
    return made


def signed(made: Backups) -> dict[str, str]:
    url, _ = made.public_url("one")
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}


def test_a_signed_url_opens_its_backup(tmp_path: Path) -> None:
    made = backups(tmp_path)

    assert made.opened("one", **signed(made)).read_text() == "a dump"


def test_a_url_that_has_expired_opens_nothing(tmp_path: Path) -> None:
    made = backups(tmp_path, lifetime=-1)

    with pytest.raises(Forbidden, match="has expired"):
        made.opened("one", **signed(made))


def test_a_signature_is_good_for_one_backup(tmp_path: Path) -> None:
    made = backups(tmp_path)

    with pytest.raises(Forbidden, match="no valid signature"):
        made.opened("../one", **signed(made))


def test_a_signature_does_not_outlive_the_platform(tmp_path: Path) -> None:
    former = signed(backups(tmp_path))

    with pytest.raises(Forbidden, match="no valid signature"):
        backups(tmp_path).opened("one", **former)

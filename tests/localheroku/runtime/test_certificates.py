"""A certificate for loopback: made once, renewed in time, and worth nothing elsewhere."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from cryptography import x509

from localheroku.runtime.certificate_authority import sign
from localheroku.runtime.certificates import LEFT, Certificates


def modes(folder: Path) -> dict[str, str]:
    return {file.name: oct(file.stat().st_mode & 0o777) for file in (folder, *folder.iterdir())}


def test_others_can_read_nothing_of_it(tmp_path: Path) -> None:
    Certificates(tmp_path / "tls").context()

    assert modes(tmp_path / "tls") == {"tls": "0o700", "ca.pem": "0o600", "server.pem": "0o600"}


def test_the_authoritys_key_is_not_kept(tmp_path: Path) -> None:
    Certificates(tmp_path).context()
    keys = [file.name for file in tmp_path.iterdir() if "PRIVATE KEY" in file.read_text()]
    (server,) = (tmp_path / name for name in keys)
    key = x509.load_pem_x509_certificate(server.read_bytes()).public_key()

    assert key != x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes()).public_key()


def test_what_was_made_is_used_again(tmp_path: Path) -> None:
    Certificates(tmp_path).context()
    before = {file: file.read_text() for file in tmp_path.iterdir()}
    Certificates(tmp_path).context()

    assert {file: file.read_text() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("left", [LEFT - timedelta(days=1), timedelta()])
def test_what_ends_too_soon_is_made_anew(tmp_path: Path, left: timedelta) -> None:
    Certificates(tmp_path).context()
    (tmp_path / "ca.pem").write_text(sign(left).authority)
    Certificates(tmp_path).context()
    made = x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes())

    assert made.not_valid_after_utc > datetime.now(UTC) + LEFT


@pytest.mark.parametrize("name", ["ca.pem", "server.pem"])
def test_what_is_missing_is_made_anew(tmp_path: Path, name: str) -> None:
    Certificates(tmp_path).context()
    (tmp_path / name).unlink()
    Certificates(tmp_path).context()

    assert (tmp_path / name).exists()


def test_what_is_no_certificate_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "server.pem").write_text("")
    (tmp_path / "ca.pem").write_text("no certificate")
    Certificates(tmp_path).context()

    assert ssl.create_default_context(cafile=tmp_path / "ca.pem").get_ca_certs()


def test_the_authority_can_vouch_for_loopback_only() -> None:
    authority = x509.load_pem_x509_certificate(sign(timedelta(days=1)).authority.encode())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)

    assert limits.critical
    assert limits.value.permitted_subtrees == [
        x509.DNSName("localhost"),
        x509.IPAddress(IPv4Network("127.0.0.1")),
    ]

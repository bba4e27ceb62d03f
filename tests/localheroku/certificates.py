"""Certificates made on the spot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)


def certificate(*hostnames: str, passphrase: str = "") -> dict[str, str]:
    """A self-signed one and its key, as an endpoint is created with."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hostnames[0])])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(BEGINNING)
        .not_valid_after(BEGINNING + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, hostnames)), critical=False)
        .sign(key, hashes.SHA256())
    )
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    return {
        "certificate_chain": signed.public_bytes(Encoding.PEM).decode(),
        "private_key": private.decode(),
    }

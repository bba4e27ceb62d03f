"""A certificate authority that signs one certificate, for this machine's own address, and ends.

Its key is never written down: what is not there can't be stolen. And should it have been copied
from memory, the name constraints make it good for loopback only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from localheroku.model.address import LOOPBACK

NAME = "localhost"
# Clocks of containers and their hosts differ a little.
BACKDATED = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """In PEM; the server's key precedes its certificate."""

    authority: str
    server: str = field(repr=False)


def sign(lifetime: timedelta) -> Signed:
    """A new authority, and the certificate it signed."""
    authority_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = (
        _certificate("localheroku on this machine", authority_key.public_key(), lifetime)
        .issuer_name(_name("localheroku on this machine"))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(_loopback_only(), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        _certificate("localheroku", server_key.public_key(), lifetime)
        .issuer_name(authority.subject)
        .add_extension(_names(), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_identifier(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    key = server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Signed(
        authority=authority.public_bytes(Encoding.PEM).decode(),
        server=(key + server.public_bytes(Encoding.PEM)).decode(),
    )


def _certificate(
    name: str, key: ec.EllipticCurvePublicKey, lifetime: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _names() -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(IPv4Address(LOOPBACK))])


def _loopback_only() -> x509.NameConstraints:
    permitted = [x509.DNSName(NAME), x509.IPAddress(IPv4Network(LOOPBACK))]
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)


def _identifier(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _usage(*, key_cert_sign: bool = False, digital_signature: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )

"""Certificates that people upload: whether they hold together, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from localheroku.control.errors import InvalidParams
from localheroku.model.identity import stable_id, stamp


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an endpoint's `ssl_cert` says."""

    id: str
    domains: list[str]
    issuer: str
    subject: str
    starts_at: str
    expires_at: str
    self_signed: bool


def check_pair(chain: str, private_key: str) -> None:
    """Refuse what no server could use; no message repeats a part of the key."""
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except TypeError:
        raise InvalidParams(
            "Private key is locked with a passphrase; upload it without one."
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidParams("Private key is not a private key in PEM form.") from None
    if _spki(_leaf(chain).public_key()) != _spki(key.public_key()):
        raise InvalidParams(
            "Private key does not belong to the certificate; the chain begins with the site's own."
        )


def facts(chain: str) -> Facts:
    leaf = _leaf(chain)
    return Facts(
        id=stable_id("ssl-cert", leaf.public_bytes(Encoding.PEM).decode()),
        domains=_domains(leaf),
        issuer=_slashed(leaf.issuer),
        subject=_slashed(leaf.subject),
        starts_at=stamp(leaf.not_valid_before_utc),
        expires_at=stamp(leaf.not_valid_after_utc),
        self_signed=_is_self_signed(leaf),
    )


def _leaf(chain: str) -> x509.Certificate:
    try:
        leaf = x509.load_pem_x509_certificates(chain.encode())[0]
        # Both are read only now, and raise for what can't be read.
        leaf.public_key(), leaf.extensions
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise InvalidParams(
            "Certificate chain is not a list of certificates in PEM form."
        ) from None
    return leaf


def _spki(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _domains(leaf: x509.Certificate) -> list[str]:
    """The alternative names, or in a certificate of the old kind the common one."""
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return names.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        return [str(one.value) for one in leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]


def _slashed(name: x509.Name) -> str:
    """`/C=US/O=Example/CN=www.example.com`, as Heroku writes it."""
    return "".join(f"/{part.rfc4514_attribute_name}={part.value!s}" for part in name)


def _is_self_signed(leaf: x509.Certificate) -> bool:
    try:
        leaf.verify_directly_issued_by(leaf)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True

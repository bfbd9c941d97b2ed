"""The centre's own certificate authority: desks pin it, and it issues the server's certificates.

::

    ca.key    its secret key (PEM), made once
    ca.pem    its certificate, ten years; every enrolment code carries the fingerprint of it
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from station_centre.disk import alone, write_whole
from station_centre.errors import CentreError

CA_KEY_FILE: Final = "ca.key"
CA_FILE: Final = "ca.pem"

_CA_DAYS: Final = 3_653
_SERVER_DAYS: Final = 90
# The clock of a desk may be behind by a day and more, and it still has to reach the centre.
_BACKDATED: Final = timedelta(days=7)
_USAGES: Final = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class Authority:
    """The centre's own certificate authority.

    Attributes:
        key: Its secret key.
        certificate: Its certificate.
    """

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate

    @classmethod
    def of(cls, folder: Path, now: datetime) -> Self:
        """The authority of a data folder, made when there is none.

        Raises:
            CentreError: FOLDER_FAILED; or CERT_WRONG, a file is not what it should be.
        """
        try:
            with alone(folder):
                if not (folder / CA_KEY_FILE).exists():
                    write_whole(folder / CA_KEY_FILE, _pem(ec.generate_private_key(ec.SECP256R1())))
                key = load_pem_private_key((folder / CA_KEY_FILE).read_bytes(), None)
                if not isinstance(key, ec.EllipticCurvePrivateKey):
                    raise CentreError("CERT_WRONG")
                if not (folder / CA_FILE).exists():
                    issued = _self_signed(key, now).public_bytes(Encoding.PEM)
                    write_whole(folder / CA_FILE, issued, mode=0o644)
                certificate = x509.load_pem_x509_certificate((folder / CA_FILE).read_bytes())
        except OSError as exc:
            raise CentreError("FOLDER_FAILED") from exc
        except (ValueError, TypeError) as exc:
            raise CentreError("CERT_WRONG") from exc
        if certificate.public_key() != key.public_key():
            raise CentreError("CERT_WRONG")
        return cls(key, certificate)

    def issue(self, names: Sequence[str], now: datetime) -> tuple[bytes, datetime]:
        """A new key and certificate for a server, as one PEM text, and when it ends.

        Args:
            names: Host names and addresses it answers to, at least one.
            now: Aware time.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        ends = min(now + timedelta(days=_SERVER_DAYS), self.certificate.not_valid_after_utc)
        authority = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        certificate = (
            _builder(key, names[0], now, ends)
            .issuer_name(self.certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage("digital_signature"), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority.value),
                critical=False,
            )
            .add_extension(x509.SubjectAlternativeName(map(_general_name, names)), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return _pem(key) + certificate.public_bytes(Encoding.PEM), ends


def read_authority(file: Path) -> str:
    """The certificate in a file, or the first of several, as PEM: the one that desks pin.

    Raises:
        CentreError: CERT_WRONG, there is none.
    """
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as exc:
        raise CentreError("CERT_WRONG") from exc
    return certificate.public_bytes(Encoding.PEM).decode()


def fingerprint(pem: str) -> str:
    """SHA-256 of the DER bytes of a certificate, lower-case hex."""
    certificate = x509.load_pem_x509_certificate(pem.encode())
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _self_signed(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    builder = _builder(key, "CCCD centre", now, now + timedelta(days=_CA_DAYS))
    return (
        builder.issuer_name(_name("CCCD centre"))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(key, hashes.SHA256())
    )


def _builder(
    key: ec.EllipticCurvePrivateKey, name: str, now: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(name: str) -> x509.Name:
    # It has room for 64 characters; who checks a certificate reads the alternative names.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in allowed for usage in _USAGES})


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

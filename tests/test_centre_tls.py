"""TLS of the centre: its authority, its certificates, and desks that trust one of them only."""

import hashlib
import ssl
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtensionOID

from enrolling import Clock
from station_centre.authority import Authority, fingerprint, read_authority
from station_centre.errors import CentreError
from station_centre.tls import GivenCertificate, OwnCertificate, check_pinned

NAMES = ("centre.example.vn", "127.0.0.1", "::1")


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


def shown(certificate: OwnCertificate | GivenCertificate) -> x509.Certificate:
    """What a client that verifies nothing is shown."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(to_client, to_server),
        certificate.context.wrap_bio(to_server, to_client, server_side=True),
    )
    waiting = True
    while waiting:
        waiting = False
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                waiting = True
    der = ends[0].getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)


def refusal(certificate: OwnCertificate | GivenCertificate, ca: str, name: str) -> str | None:
    try:
        check_pinned(certificate, ca, name)
    except CentreError as error:
        return error.code
    return None


def written(folder: Path, authority: Authority, names: Sequence[str], now: datetime) -> Path:
    chain, _ends = authority.issue(names, now)
    (folder / "server.pem").write_bytes(chain)
    return folder / "server.pem"


def test_the_authority_is_made_once_for_its_owner_only(tmp_path: Path, clock: Clock) -> None:
    made = Authority.of(tmp_path, clock())
    clock.put_on(86_400)
    assert Authority.of(tmp_path, clock()).certificate == made.certificate
    der = made.certificate.public_bytes(Encoding.DER)
    assert fingerprint(read_authority(tmp_path / "ca.pem")) == hashlib.sha256(der).hexdigest()
    assert (tmp_path / "ca.key").stat().st_mode & 0o077 == 0
    years = made.certificate.not_valid_after_utc - clock()
    assert timedelta(days=3650) < years < timedelta(days=3660)


def test_a_cut_between_key_and_certificate_is_mended(tmp_path: Path, clock: Clock) -> None:
    made = Authority.of(tmp_path, clock())
    (tmp_path / "ca.pem").unlink()
    again = Authority.of(tmp_path, clock())
    assert again.certificate.public_key() == made.certificate.public_key()


@pytest.mark.parametrize("name", ["ca.key", "ca.pem"])
@pytest.mark.parametrize("kind", ["nonsense", "of another"])
def test_an_authority_that_does_not_fit_is_refused(
    tmp_path: Path, clock: Clock, name: str, kind: str
) -> None:
    (tmp_path / "other").mkdir()
    Authority.of(tmp_path, clock())
    Authority.of(tmp_path / "other", clock())
    other = (tmp_path / "other" / name).read_bytes()
    (tmp_path / name).write_bytes(b"nonsense" if kind == "nonsense" else other)
    with pytest.raises(CentreError) as caught:
        Authority.of(tmp_path, clock())
    assert caught.value.code == "CERT_WRONG"


def test_a_key_of_another_kind_is_no_authority(tmp_path: Path, clock: Clock) -> None:
    key = rsa.generate_private_key(65_537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "ca.key").write_bytes(pem)
    with pytest.raises(CentreError) as caught:
        Authority.of(tmp_path, clock())
    assert caught.value.code == "CERT_WRONG"


def test_a_desk_trusts_the_server_by_each_of_its_names_and_by_no_other(
    tmp_path: Path, clock: Clock
) -> None:
    certificate = OwnCertificate(Authority.of(tmp_path, clock()), NAMES, clock)
    ca = (tmp_path / "ca.pem").read_text()
    assert [refusal(certificate, ca, name) for name in NAMES] == [None, None, None]
    assert refusal(certificate, ca, "other.example.vn") == "CERT_APART"
    assert refusal(certificate, ca, "127.0.0.2") == "CERT_APART"


def test_a_desk_trusts_no_server_of_another_authority(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "other").mkdir()
    certificate = OwnCertificate(Authority.of(tmp_path, clock()), NAMES, clock)
    Authority.of(tmp_path / "other", clock())
    other = (tmp_path / "other" / "ca.pem").read_text()
    assert refusal(certificate, other, NAMES[0]) == "CERT_APART"
    assert refusal(certificate, "nonsense", NAMES[0]) == "CERT_WRONG"


def test_the_certificate_stands_up_to_a_strict_verifier(tmp_path: Path, clock: Clock) -> None:
    authority = Authority.of(tmp_path, clock())
    server = written(tmp_path, authority, NAMES, clock())
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile"]
    done = subprocess.run([*command, tmp_path / "ca.pem", server], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    issued = x509.load_pem_x509_certificate(server.read_bytes())
    names = issued.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    assert isinstance(names.value, x509.SubjectAlternativeName)
    assert names.value.get_values_for_type(x509.DNSName) == ["centre.example.vn"]


def test_the_certificate_of_a_running_server_is_renewed_before_it_ends(
    tmp_path: Path, clock: Clock
) -> None:
    certificate = OwnCertificate(Authority.of(tmp_path, clock()), NAMES, clock)
    first = shown(certificate)
    clock.put_on(59 * 86_400)
    certificate.renew()
    assert shown(certificate) == first
    clock.put_on(2 * 86_400)
    certificate.renew()
    second = shown(certificate)
    assert second.serial_number != first.serial_number
    assert second.not_valid_after_utc > first.not_valid_after_utc
    assert second.not_valid_before_utc < clock() - timedelta(days=1)


def test_no_certificate_outlives_its_authority(tmp_path: Path, clock: Clock) -> None:
    authority = Authority.of(tmp_path, clock())
    clock.put_on(10 * 365 * 86_400)
    _chain, ends = authority.issue(NAMES, clock())
    assert ends == authority.certificate.not_valid_after_utc


def test_a_given_certificate_is_used_and_read_again_when_it_is_replaced(
    tmp_path: Path, clock: Clock
) -> None:
    authority = Authority.of(tmp_path, clock())
    file = written(tmp_path, authority, NAMES, clock())
    certificate = GivenCertificate(file, file)
    first = shown(certificate)
    assert refusal(certificate, (tmp_path / "ca.pem").read_text(), NAMES[0]) is None
    certificate.renew()
    assert shown(certificate) == first
    file.write_bytes(b"half of a certificate")
    certificate.renew()
    assert shown(certificate) == first
    file.unlink()
    certificate.renew()
    assert shown(certificate) == first
    written(tmp_path, authority, NAMES, clock())
    certificate.renew()
    assert shown(certificate).serial_number != first.serial_number


@pytest.mark.parametrize("kind", ["missing", "nonsense", "another's", "locked"])
def test_a_given_certificate_that_cannot_work_is_refused(
    tmp_path: Path, clock: Clock, kind: str
) -> None:
    authority = Authority.of(tmp_path, clock())
    file, key = written(tmp_path, authority, NAMES, clock()), tmp_path / "other.key"
    if kind == "nonsense":
        key.write_text("nonsense")
    if kind == "another's":
        key.write_bytes((tmp_path / "ca.key").read_bytes())
    if kind == "locked":
        command = [
            "openssl",
            "ec",
            "-in",
            str(file),
            "-aes256",
            "-passout",
            "pass:secret",
            "-out",
            str(key),
        ]
        subprocess.run(command, capture_output=True, check=True)
    with pytest.raises(CentreError) as caught:
        GivenCertificate(file, key)
    assert caught.value.code == "CERT_WRONG"


@pytest.mark.parametrize("days", [-100, 0, 100])
def test_a_certificate_of_another_time_is_told_before_a_desk_meets_it(
    tmp_path: Path, clock: Clock, days: int
) -> None:
    authority = Authority.of(tmp_path, clock())
    file = written(tmp_path, authority, NAMES, clock() + timedelta(days=days))
    ca = (tmp_path / "ca.pem").read_text()
    expected = None if days == 0 else "CERT_APART"
    assert refusal(GivenCertificate(file, file), ca, NAMES[0]) == expected


@pytest.mark.parametrize("pem", [None, b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_no_certificate_is_pinned_by_nobody(tmp_path: Path, pem: bytes | None) -> None:
    if pem is not None:
        (tmp_path / "ca.pem").write_bytes(pem)
    with pytest.raises(CentreError) as caught:
        read_authority(tmp_path / "ca.pem")
    assert caught.value.code == "CERT_WRONG"


def test_of_several_certificates_the_first_is_pinned(tmp_path: Path, clock: Clock) -> None:
    authority = Authority.of(tmp_path, clock())
    alone = read_authority(tmp_path / "ca.pem")
    chain = (
        "issued to the province\n"
        + alone
        + written(tmp_path, authority, NAMES, clock()).read_text()
    )
    (tmp_path / "chain.pem").write_text(chain)
    assert read_authority(tmp_path / "chain.pem") == alone

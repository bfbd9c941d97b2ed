"""TLS of a running server: the certificate it shows, always one that is still good."""

import contextlib
import ssl
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from station_centre.authority import Authority
from station_centre.disk import write_whole
from station_centre.errors import CentreError

_RENEW_BEFORE: Final = timedelta(days=30)
# Without one, a key that has a password would be asked for on the terminal.
_NO_PASSWORD: Final = ""


class Certificate(Protocol):
    """What keeps the certificate of a running server good."""

    context: ssl.SSLContext

    def renew(self) -> None:
        """Take a newer certificate for connections from now on, if it is time."""


class OwnCertificate:
    """The certificate that the centre's authority issues to the server itself.

    Args:
        authority: Who issues it.
        names: Host names and addresses by which desks reach the server.
        now: Aware time.
    """

    def __init__(
        self, authority: Authority, names: Sequence[str], now: Callable[[], datetime]
    ) -> None:
        self.context = _server_context()
        self._authority = authority
        self._names = names
        self._now = now
        self._ends = self._take_new()

    def renew(self) -> None:
        """Make the next certificate once the last has 30 days left."""
        if self._now() > self._ends - _RENEW_BEFORE:
            self._ends = self._take_new()

    def _take_new(self) -> datetime:
        chain, ends = self._authority.issue(self._names, self._now())
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "server.pem")
            write_whole(file, chain)
            self.context.load_cert_chain(file)
        return ends


class GivenCertificate:
    """A certificate from elsewhere, read again when its file is replaced.

    Args:
        file: The server's certificate and those between it and the issuer, PEM.
        key: Its secret key, PEM without a password.

    Raises:
        CentreError: CERT_WRONG, they cannot be read, or do not belong together.
    """

    def __init__(self, file: Path, key: Path) -> None:
        self.context = _server_context()
        self._file = file
        self._key = key
        self._read_at = 0
        if not self._read():
            raise CentreError("CERT_WRONG")

    def renew(self) -> None:
        """Take the files anew; where they do not fit, the earlier ones stay in use."""
        self._read()

    def _read(self) -> bool:
        try:
            changed_at = max(self._file.stat().st_mtime_ns, self._key.stat().st_mtime_ns)
            if changed_at != self._read_at:
                _server_context().load_cert_chain(self._file, self._key, _NO_PASSWORD)
                self.context.load_cert_chain(self._file, self._key, _NO_PASSWORD)
                self._read_at = changed_at
        except OSError:  # an SSLError is one, too
            return False
        return True


def check_pinned(certificate: Certificate, ca: str, name: str) -> None:
    """Try what a desk will do: reach a name, trusting this authority only.

    Args:
        certificate: Of the server.
        ca: The authority that enrolment codes pin, PEM.
        name: Host name or address.

    Raises:
        CentreError: CERT_APART, a desk would not trust the server; CERT_WRONG, the authority
            cannot be read.
    """
    try:
        desk = ssl.create_default_context(cadata=ca)
    except ssl.SSLError as exc:
        raise CentreError("CERT_WRONG") from exc
    to_server, to_desk = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = desk.wrap_bio(to_desk, to_server, server_hostname=name)
    server = certificate.context.wrap_bio(to_server, to_desk, server_side=True)
    try:
        # Hello, the server's certificate, and the desk's word on it.
        for side in (client, server, client):
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()
    except ssl.SSLCertVerificationError as exc:
        raise CentreError("CERT_APART") from exc


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context

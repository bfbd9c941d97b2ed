"""What can stand between a packet and the centre; the texts name no person and no address.

Every failure of the line or of the centre's answer leaves as one of these (``DeliveryError``)::

    TemporaryError      trying again later can help
    ├── UploadGoneError     the server no longer knows this upload: create it anew
    └── StoppedError        the caller's stop or deadline came first
    PermanentError      the same request would be refused again
"""

from typing import Final

from station_queue.errors import DeliveryError

LINK_CODES: Final = frozenset(
    {"NO_LINK", "NAME_UNKNOWN", "CENTRE_UNREACHABLE", "CENTRE_TIMEOUT", "LINK_CUT"}
)
"""About the way to the centre: worth another try as soon as the network changes."""

IN_BETWEEN_CODES: Final = frozenset(
    {"CAPTIVE_PORTAL", "CERT_UNTRUSTED", "CERT_NAME", "CERT_TIME", "NOT_ENROLLED"}
)
"""Somebody answers who cannot be shown to be the centre; NOT_ENROLLED: by this desk not yet."""

STATION_CODES: Final = frozenset({"STATION_UNKNOWN", "STATION_REVOKED", "STATION_OTHER"})
"""The centre does not let this desk in."""


class TemporaryError(DeliveryError):
    """Trying again later can help.

    Attributes:
        retry_after: Seconds the server asked to be left alone, or None.
    """

    def __init__(self, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class UploadGoneError(TemporaryError):
    """The server no longer knows the upload; it has to be created anew."""

    def __init__(self) -> None:
        super().__init__("UPLOAD_GONE", "the server no longer knows this upload")


class StoppedError(TemporaryError):
    """The caller's stop or deadline came before the end."""

    def __init__(self) -> None:
        super().__init__("STOPPED", "stopped before everything was sent")


class PermanentError(DeliveryError):
    """The same request would be refused again."""

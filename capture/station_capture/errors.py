"""The one error tree of this package.

    CaptureError            anything that went wrong while capturing; has a stable .code
    +-- CardError           a payload that is not an acceptable card
    +-- ImageError          a picture or video that cannot be used, or holds no code
    +-- CameraError         a frame source that cannot deliver
    +-- PortraitError       a portrait that cannot be taken from this picture

The text is technical English for logs and never holds personal data; what an operator reads is
looked up by the code elsewhere.
"""

from collections.abc import Sequence


class CaptureError(Exception):
    """Base of all errors raised on purpose by this package."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CardError(CaptureError):
    """The payload was read but is not an acceptable card.

    `overridable` is true where the rule may be older than the card (a new province or country
    prefix), so that an officer who has the card in hand may be asked.
    """

    def __init__(self, code: str, message: str, *, overridable: bool = False) -> None:
        super().__init__(code, message)
        self.overridable = overridable


class ImageError(CaptureError):
    """A picture or video is missing, damaged, too large, or holds no code."""


class CameraError(CaptureError):
    """A frame source is missing, held by another program, or stopped delivering."""


class PortraitError(CaptureError):
    """No portrait can be taken from this picture, or by these rules.

    `details` names the wrong keys of a profile.
    """

    def __init__(self, code: str, message: str, *, keys: Sequence[str] = ()) -> None:
        super().__init__(code, message)
        self.details: dict[str, tuple[str, ...]] = {"keys": tuple(keys)} if keys else {}

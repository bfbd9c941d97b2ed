"""The text of whatever QR code is in a picture: for codes that are no cards."""

from station_capture.images import Pixels, grey
from station_capture.qr.locators import doubled, look


def texts_in(image: Pixels) -> list[str]:
    """The texts of the QR codes in a picture, each once.

    Args:
        image: uint8, (h, w) grey or (h, w, 3) BGR.

    Raises:
        ImageError: IMAGE_UNREADABLE for an array of another kind.
    """
    pixels = grey(image)
    found = look(pixels).symbols or look(doubled(pixels), 2.0).symbols
    texts = (symbol.payload.decode("utf-8", "replace") for symbol in found)
    return list(dict.fromkeys(texts))

"""Text as modules tell it, in fields of a fixed length."""

from __future__ import annotations


def text_of(field: bytes) -> str:
    """ASCII up to the first zero byte; anything unprintable is left out."""
    text = field.split(b"\0", 1)[0].decode("ascii", "ignore")
    return "".join(letter for letter in text if letter.isprintable()).strip()

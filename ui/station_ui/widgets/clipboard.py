"""The clipboard: what is copied here bears a mark, to be taken away with its citizen."""

from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_MARK: Final = "application/x-cccd-station"


def marked(words: str) -> QMimeData:
    """Words as they are copied here."""
    data = QMimeData()
    data.setText(words)
    data.setData(_MARK, b"1")
    return data


def copy(words: str) -> None:
    """Put words on the clipboard."""
    QGuiApplication.clipboard().setMimeData(marked(words))


def forget_copied() -> None:
    """Take away what was copied here; what another program has put there since stays."""
    clipboard = QGuiApplication.clipboard()
    held = clipboard.mimeData()
    if held is not None and held.hasFormat(_MARK):
        clipboard.clear()

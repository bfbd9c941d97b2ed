"""Where the pictures go: a folder for every combination, and contact sheets of each."""

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from station_ui.language import LanguageCode
from station_ui.tokens import COMPACT, SCHEMES, Scheme, measures_for

SIZES: Final = ((1366, 768), (1920, 1080))
"""Physical pixels of the screens a desk has."""
SCALES: Final = (100, 150)
LANGUAGES: Final[tuple[LanguageCode, ...]] = ("vi", "en")

_COLUMNS, _ROWS = 3, 4
_THUMB, _GAP, _CAPTION = 640, 24, 28
_QUALITY: Final = 80
"""Of a PNG it means the time that is spent on making it small; nothing is lost."""


@dataclass(frozen=True)
class Combination:
    """One way the program can look."""

    language: LanguageCode
    scheme: Scheme
    size: tuple[int, int]
    """Physical pixels."""
    scale: int
    """Percent."""

    @property
    def name(self) -> str:
        """Of its folder."""
        width, height = self.size
        return f"{self.language}-{self.scheme}-{width}x{height}-{self.scale}"

    @property
    def room(self) -> QSize:
        """Pixels of 100 % that a window has."""
        width, height = (round(side * 100 / self.scale) for side in self.size)
        return QSize(width, height)


def combinations(scale: int, *, quick: bool) -> tuple[Combination, ...]:
    """All of a scale, those beside each other that cost least to change between.

    Args:
        scale: Percent.
        quick: The first alone, for a look in between.
    """
    every = [
        Combination(language, scheme, size, scale)
        for size, scheme, language in product(SIZES, SCHEMES, LANGUAGES)
    ]
    # Another scheme or other measures dress every widget anew; another size or language is cheap.
    # So the schemes are gone through once in the smaller measures, and back in the larger.
    small = [one for one in every if _is_small(one)]
    large = [one for one in every if not _is_small(one)]
    small.sort(key=lambda one: SCHEMES.index(one.scheme))
    large.sort(key=lambda one: SCHEMES.index(one.scheme), reverse=bool(small))
    every = small + large
    return tuple(every[:1] if quick else every)


def _is_small(one: Combination) -> bool:
    return measures_for(one.room.width(), one.room.height()) is COMPACT


class Album:
    """Takes pictures of one combination after the other, and lays them out on sheets."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sheets: dict[Combination, _Sheet] = {}

    def add(self, combination: Combination, name: str, picture: QImage) -> None:
        """Keep a picture; the name is that of its file."""
        whole = picture.copy(QRect(0, 0, *combination.size))
        whole.setDevicePixelRatio(1.0)
        folder = self._root / combination.name
        folder.mkdir(parents=True, exist_ok=True)
        if not whole.save(str(folder / f"{name}.png"), quality=_QUALITY):
            raise OSError(f"{folder / name}.png cannot be written")
        if combination not in self._sheets:
            self._sheets[combination] = _Sheet(self._root / "contact", combination)
        self._sheets[combination].add(name, whole)

    def close(self) -> None:
        """Write what is left on half-filled sheets."""
        for sheet in self._sheets.values():
            sheet.flush()


class _Sheet:
    """Thumbnails of one combination, twelve to a sheet."""

    def __init__(self, folder: Path, combination: Combination) -> None:
        self._folder, self._combination = folder, combination
        self._number = 0
        self._thumbs: list[tuple[str, QImage]] = []

    def add(self, name: str, picture: QImage) -> None:
        thumb = picture.scaledToWidth(_THUMB, Qt.TransformationMode.SmoothTransformation)
        self._thumbs.append((name, thumb))
        if len(self._thumbs) == _COLUMNS * _ROWS:
            self.flush()

    def flush(self) -> None:
        if not self._thumbs:
            return
        self._number += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{self._combination.name}-{self._number:02d}.png"
        if not self._drawn().save(str(file), quality=_QUALITY):
            raise OSError(f"{file} cannot be written")
        self._thumbs.clear()

    def _drawn(self) -> QImage:
        tall = max(thumb.height() for _name, thumb in self._thumbs)
        lines = -(-len(self._thumbs) // _COLUMNS)
        size = QSize(_GAP + _COLUMNS * (_THUMB + _GAP), _GAP + lines * (_CAPTION + tall + _GAP))
        sheet = QImage(size, QImage.Format.Format_RGB32)
        sheet.fill(QColor("#9a9da3"))
        pen = QPainter(sheet)
        letters = QFont("Inter")
        letters.setPixelSize(16)
        pen.setFont(letters)
        pen.setPen(QColor("#000000"))
        for index, (name, thumb) in enumerate(self._thumbs):
            left = _GAP + index % _COLUMNS * (_THUMB + _GAP)
            top = _GAP + index // _COLUMNS * (_CAPTION + tall + _GAP)
            caption = QRect(left, top, _THUMB, _CAPTION)
            pen.drawText(
                caption, Qt.AlignmentFlag.AlignVCenter, f"{name}  ·  {self._combination.name}"
            )
            pen.drawImage(left, top + _CAPTION, thumb)
        pen.end()
        return sheet

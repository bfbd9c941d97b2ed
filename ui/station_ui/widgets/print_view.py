"""The print that was taken last, with its finger and its quality."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station_ui.theme import colour, font, measures, tone
from station_ui.tokens import Space
from station_ui.widgets.fitted_text import FittedText
from station_ui.widgets.part import Part, column, text
from station_ui.widgets.still_view import StillView

_WHOLE: Final = 100
_BAR: Final = 12


class PrintView(Part):
    """A square stage, and below it whose finger it is, how good, and how good it has to be."""

    def __init__(self) -> None:
        super().__init__()
        self._quality: int | None = None
        self._threshold: int | None = None
        self.stage = StillView("print")
        self.finger, self.figure = FittedText("strong", "body", "small"), text("small")
        self._bar = _ScoreBar()
        words = column(self.finger, self.figure, gap=Space.NONE)
        self.setLayout(column(self.stage, self._bar, words, None, gap=Space.SMALL))
        self.measure()
        self.clear()

    def measure(self) -> None:
        """As wide as the print."""
        self.stage.measure()
        self.setFixedWidth(self.stage.width())

    @property
    def below(self) -> int:
        """What score, finger and quality take below the print."""
        lines = (font(measures().body), font(measures().small))
        words = sum(QFontMetrics(one).lineSpacing() for one in lines)
        return Space.LARGE + Space.SMALL + _BAR + words

    def keep_within(self, side: int) -> None:
        """Have the print no larger than this."""
        self.stage.keep_within(side)
        self.measure()

    @property
    def image(self) -> QImage | None:
        """The print that is shown."""
        return self.stage.image

    def show_print(
        self, image: QImage, finger: str, quality: int, threshold: int | None = None
    ) -> None:
        """Show a print; with a threshold, whether it is good enough."""
        self._quality, self._threshold = quality, threshold
        self.stage.show_image(image)
        self.finger.setText(finger)
        self.retranslate()

    def clear(self) -> None:
        """Show no print."""
        self._quality = self._threshold = None
        self.stage.show_image(None)
        self.finger.setText("")
        self.retranslate()

    def retranslate(self) -> None:
        """Say what there is."""
        self.stage.say(self.tr("Vân tay hiện ở đây"), icon="fingerprint-pattern")
        quality, threshold = self._quality, self._threshold
        weak = quality is not None and threshold is not None and quality < threshold
        said = ""
        if quality is not None:
            said = self.tr("chất lượng {0}").format(quality)
            if weak:
                said = self.tr("điểm {0}, cần {1}").format(quality, threshold)
        self.figure.setText(said)
        tone(self.figure, "warn" if weak else "neutral")
        self._bar.show_score(quality, threshold)
        empty = self.tr("Vân tay hiện ở đây")
        self.setAccessibleName(f"{self.finger.text()}, {said}" if said else empty)


class _ScoreBar(QWidget):
    """The quality as a length, with a mark where it is enough; the words below say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._score: int | None = None
        self._threshold: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A line."""
        return QSize(_WHOLE, _BAR)

    def show_score(self, score: int | None, threshold: int | None) -> None:
        """Show another score, or none."""
        self._score, self._threshold = score, threshold
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground, score and mark."""
        if self._score is None or self._threshold is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        thick = _BAR / 3
        ground = QRectF(0, thick, self.width(), thick)
        painter.setBrush(colour("outline"))
        painter.drawRoundedRect(ground, thick / 2, thick / 2)
        enough = self._score >= self._threshold
        painter.setBrush(colour("good" if enough else "warn"))
        reached = QRectF(0, thick, self.width() * self._score / _WHOLE, thick)
        painter.drawRoundedRect(reached, thick / 2, thick / 2)
        painter.setBrush(colour("text"))
        at = self.width() * self._threshold / _WHOLE
        painter.drawRoundedRect(QRectF(at - 1, 0, 2, _BAR), 1, 1)

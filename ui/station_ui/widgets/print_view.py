"""The print that was taken last, with its finger and its quality."""

from PySide6.QtGui import QFontMetrics, QImage

from station_ui.theme import font, measures
from station_ui.tokens import Space
from station_ui.widgets.fitted_text import FittedText
from station_ui.widgets.part import Part, column, text
from station_ui.widgets.still_view import StillView


class PrintView(Part):
    """A square stage, and below it whose finger it is and how good."""

    def __init__(self) -> None:
        super().__init__()
        self._quality: int | None = None
        self.stage = StillView("print")
        self.finger, self._figure = FittedText("strong", "body", "small"), text("small")
        words = column(self.finger, self._figure, gap=Space.NONE)
        self.setLayout(column(self.stage, words, None, gap=Space.SMALL))
        self.measure()
        self.clear()

    def measure(self) -> None:
        """As wide as the print."""
        self.stage.measure()
        self.setFixedWidth(self.stage.width())

    @property
    def below(self) -> int:
        """What finger and quality take below the print."""
        lines = (font(measures().body), font(measures().small))
        return Space.LARGE + sum(QFontMetrics(one).lineSpacing() for one in lines)

    def keep_within(self, side: int) -> None:
        """Have the print no larger than this."""
        self.stage.keep_within(side)
        self.measure()

    @property
    def image(self) -> QImage | None:
        """The print that is shown."""
        return self.stage.image

    def show_print(self, image: QImage, finger: str, quality: int) -> None:
        """Show a print."""
        self._quality = quality
        self.stage.show_image(image)
        self.finger.setText(finger)
        self.retranslate()

    def clear(self) -> None:
        """Show no print."""
        self._quality = None
        self.stage.show_image(None)
        self.finger.setText("")
        self.retranslate()

    def retranslate(self) -> None:
        """Say what there is."""
        self.stage.say(self.tr("Vân tay hiện ở đây"), icon="fingerprint-pattern")
        known = self._quality is not None
        self._figure.setText(self.tr("chất lượng {0}").format(self._quality) if known else "")
        self.setAccessibleName(
            self.tr("{0}, chất lượng {1}").format(self.finger.text(), self._quality)
            if known
            else self.tr("Vân tay hiện ở đây")
        )

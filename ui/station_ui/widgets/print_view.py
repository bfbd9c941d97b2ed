"""The print that was taken last, with its finger and its quality."""

from PySide6.QtGui import QImage

from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.part import ElidedText, Part, column, text
from station_ui.widgets.still_view import StillView


class PrintView(Part):
    """A square stage, and below it whose finger it is and how good."""

    def __init__(self) -> None:
        super().__init__()
        self._quality: int | None = None
        self.stage = StillView("print")
        self.finger, self._figure = ElidedText("strong"), text("small")
        words = column(self.finger, self._figure, gap=Space.NONE)
        self.setLayout(column(self.stage, words, None, gap=Space.HAIR))
        self.measure()
        self.clear()

    def measure(self) -> None:
        """As wide as the print."""
        self.setFixedWidth(measures().print)

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
        self.stage.say(self.tr("Chưa có vân tay"), icon="fingerprint-pattern")
        known = self._quality is not None
        self._figure.setText(self.tr("chất lượng {0}").format(self._quality) if known else "")
        self.setAccessibleName(
            self.tr("{0}, chất lượng {1}").format(self.finger.text(), self._quality)
            if known
            else self.tr("Chưa có vân tay")
        )

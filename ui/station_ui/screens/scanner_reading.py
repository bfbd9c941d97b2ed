"""What a fingerprint scanner is: its figures, and what it is honestly good for."""

from typing import TYPE_CHECKING

from station_ui.scanner_words import name_of, size_words, worth
from station_ui.tokens import Space
from station_ui.widgets.part import Part, column, text
from station_ui.widgets.sign_list import SignList

if TYPE_CHECKING:
    from station_devices import ScannerIdentity


class ScannerReading(Part):
    """Nothing while nothing is known."""

    def __init__(self) -> None:
        super().__init__()
        self._identity: ScannerIdentity | None = None
        self._label, self.model = text("label"), text("heading", wrap=True)
        self.serial, self.extent = text("plain", wrap=True), text("plain", wrap=True)
        self.worth = SignList()
        self.setLayout(
            column(
                *(self._label, self.model, self.extent, self.serial, Space.SMALL, self.worth),
                gap=Space.HAIR,
            )
        )
        self.retranslate()

    def show_scanner(self, identity: "ScannerIdentity | None") -> None:
        """Show this one in place of the one before."""
        self._identity = identity
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        one = self._identity
        self.setVisible(one is not None)
        self._label.setText(self.tr("Máy đang dùng"))
        if one is None:
            return
        self.model.setText(name_of(one))
        self.extent.setText(size_words(one))
        self.serial.setText(self.tr("Số máy {0}").format(one.serial))
        self.serial.setVisible(bool(one.serial))
        self.worth.show_lines([worth(one)])

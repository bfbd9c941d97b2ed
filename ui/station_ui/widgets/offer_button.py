"""The button of an offer: hidden while there is none, and gone before what it offered happens."""

from PySide6.QtCore import Signal

from station_ui.notices import Offer
from station_ui.widgets.button import Button, Kind


class OfferButton(Button):
    """Says what can be done, and does it."""

    taken = Signal()
    """It was pressed; what it offered happens right after."""

    def __init__(self, kind: Kind = "plain") -> None:
        super().__init__(kind)
        self._offer: Offer | None = None
        self.clicked.connect(lambda _checked: self._do())

    def show_offer(self, offer: Offer | None) -> None:
        """Show an offer in the language of the screen; None lets go of the last one."""
        self._offer = offer
        self.setVisible(offer is not None)
        name = offer.name() if offer is not None else ""
        self.setText(name)
        self.setAccessibleName(name)
        self.show_icon(offer.icon if offer is not None else "")

    def _do(self) -> None:
        offer = self._offer
        if offer is not None:
            self.taken.emit()
            offer.act()

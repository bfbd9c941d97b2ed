"""Why something stands as it does: what happened, what to do next, and the way to do it."""

from station_ui.icon import STATE_ICONS, STATE_INKS, Glyph
from station_ui.tokens import Space
from station_ui.widgets.offer_button import OfferButton
from station_ui.widgets.part import Part, column, row, text
from station_ui.widgets.status_chip import NOTHING_YET, Standing


class StandingPanel(Part):
    """What stands behind a chip, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._standing = NOTHING_YET
        self._sign = Glyph(size=24)
        self._word = text("heading", wrap=True)
        self.what, self.next = text(wrap=True), text(wrap=True)
        self.code = text("small")
        self.offer = OfferButton()
        head = row(self._sign, gap=Space.MEDIUM)
        head.addWidget(self._word, 1)
        lines = column(head, self.what, self.next, self.code, gap=Space.MEDIUM)
        lines.addWidget(self.offer)
        self.setLayout(lines)
        self.retranslate()

    def stand(self, standing: Standing) -> None:
        """Show how it stands now."""
        self._standing = standing
        self.retranslate()

    def retranslate(self) -> None:
        """Say it."""
        now = self._standing
        quiet = now.tone in {"neutral", "accent"}  # no state to show, so the thing itself
        self._sign.show_icon(now.icon if quiet else STATE_ICONS[now.tone], STATE_INKS[now.tone])
        self._word.setText(now.word)
        self.what.setText(now.why.what)
        self.next.setText(now.why.next)
        self.next.setVisible(bool(now.why.next))
        self.code.setText(self.tr("Mã: {0}").format(now.why.code))
        self.code.setVisible(bool(now.why.code))
        self.offer.show_offer(now.offer)

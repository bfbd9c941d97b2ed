"""Tells cards from other codes, and never lets a guess override what was seen."""

from datetime import date

from station_capture.card import ParsedCard, parse_card
from station_capture.errors import CardError
from station_capture.qr.search import Decoded
from station_capture.qr.symbol import Corners


class Judge:
    """Judges the codes of one picture."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._not_utf8: list[Corners] = []
        self.refusal: CardError | None = None

    def parsed(self, code: Decoded) -> ParsedCard | None:
        """The card in a code, or None; then `refusal` has the reason of the first such code."""
        # Bytes seen not to be UTF-8 stay refused: a later step only shows them in a guess.
        if any(_is_within(code.symbol.corners, refused) for refused in self._not_utf8):
            return None
        try:
            return parse_card(code.symbol.payload, today=self._today)
        except CardError as exc:
            self.refusal = self.refusal or exc
            if exc.code == "UTF8_INVALID":
                self._not_utf8.append(code.symbol.corners)
            return None


def _is_within(corners: Corners, area: Corners) -> bool:
    """Whether the middle of `corners` lies in the upright box around `area`."""
    if not corners or not area:
        return False
    return all(
        min(bounds) <= sum(values) / len(values) <= max(bounds)
        for values, bounds in zip(zip(*corners, strict=True), zip(*area, strict=True), strict=True)
    )

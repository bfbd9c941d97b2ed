"""Why there is nothing to work with."""

from functools import partial

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.blocked_card import BlockedCard
from station_ui.wording import Wording


def _card(code: str, words: Wording) -> BlockedCard:
    saying = words.coded(code)
    card = BlockedCard()
    card.say(saying.what, saying.next, translate("Gallery", "Mã: {0}").format(saying.code))
    return card


PAGE = GalleryPage(
    "blocked_card",
    lambda: translate("Gallery", "Bàn chưa mở được"),
    (
        Sample(
            lambda: translate("Gallery", "Bàn đang mở ở nơi khác"),
            partial(_card, "DESK_IN_USE"),
            wide=True,
        ),
        Sample(
            lambda: translate("Gallery", "Chưa thiết lập"),
            partial(_card, "SETTINGS_MISSING"),
            wide=True,
        ),
    ),
)

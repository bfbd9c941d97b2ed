"""The answer of a screen: good, bad, and not known yet."""

from station_ui.gallery.page import GalleryPage, Sample, translate
from station_ui.widgets.verdict import Verdict
from station_ui.wording import Wording


def _safe(_words: Wording) -> Verdict:
    verdict = Verdict()
    line = translate("Gallery", "Mọi lượt đã bắt đầu đều còn đủ.")
    verdict.say(translate("Gallery", "An toàn"), line, ("shield-check", "good"))
    return verdict


def _lost(_words: Wording) -> Verdict:
    verdict = Verdict()
    line = translate("Gallery", "Dừng thu nhận và báo kỹ thuật.")
    verdict.say(translate("Gallery", "Số không khớp"), line, ("octagon-alert", "bad"))
    return verdict


def _counting(_words: Wording) -> Verdict:
    verdict = Verdict()
    line = translate("Gallery", "Việc này mất vài giây.")
    verdict.say(translate("Gallery", "Đang đếm"), line, ("clock", "neutral"))
    return verdict


PAGE = GalleryPage(
    "verdict",
    lambda: translate("Gallery", "Lời đáp"),
    (
        Sample(lambda: translate("Gallery", "Tốt"), _safe, wide=True),
        Sample(lambda: translate("Gallery", "Có lỗi"), _lost, wide=True),
        Sample(lambda: translate("Gallery", "Chưa biết"), _counting, wide=True),
    ),
)

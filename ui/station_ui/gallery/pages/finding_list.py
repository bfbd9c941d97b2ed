"""The findings of a portrait: all well, one that blocks, and one that only warns."""

from dataclasses import dataclass

from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.widgets.finding_list import FindingList
from station_ui.wording import Wording

_WIDTH = 272
_CODES = ("FACE_COUNT", "EYE_DISTANCE", "CENTRING", "ROLL", "SHARPNESS", "LUMINANCE")


@dataclass(frozen=True)
class _Finding:
    code: str
    ok: bool = True
    blocks: bool = True
    value: float = 0.0
    low: float = 1.0


def _list(*wrong: _Finding, codes: tuple[str, ...] = _CODES) -> Build:
    def build(words: Wording) -> FindingList:
        names = {one.code for one in wrong}
        findings = FindingList(words)
        findings.show_findings([*(_Finding(code) for code in codes if code not in names), *wrong])
        return findings

    return build


PAGE = GalleryPage(
    "finding-list",
    lambda: translate("Gallery", "Kết quả đo ảnh"),
    (
        Sample(lambda: translate("Gallery", "Đạt hết"), _list(), width=_WIDTH),
        Sample(
            lambda: translate("Gallery", "Có mục chưa đạt"),
            _list(
                _Finding("EYE_DISTANCE", ok=False), _Finding("LUMINANCE", ok=False, blocks=False)
            ),
            width=_WIDTH,
        ),
        Sample(
            lambda: translate("Gallery", "Chưa thấy mặt"),
            _list(_Finding("FACE_COUNT", ok=False), codes=()),
            width=_WIDTH,
        ),
    ),
)

"""What a look at the desk's safety says, in words: the verdict first, then what it rests on."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from station_ui.formats import shown_count, shown_moment, shown_time
from station_ui.signs import Sign
from station_ui.tokens import Tone
from station_ui.widgets.sign_list import Line
from station_ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_core.safekeeping import Care, Concern
    from station_core.settings import BackupSettings
    from station_queue.upkeep import StoreCheck

translate = QCoreApplication.translate


class Statement(NamedTuple):
    """What the screen says first."""

    headline: str
    line: str
    sign: Sign


class Standing(NamedTuple):
    """What one card says."""

    fact: str
    detail: str = ""
    how: Tone = "neutral"
    lines: tuple[Line, ...] = ()


class SafetyWords:
    """Says it in the language of the screen, each time it is asked."""

    def __init__(self, words: Wording, backups: "BackupSettings") -> None:
        self._words, self._backups = words, backups

    def verdict(self, care: "Care", found: "StoreCheck | None") -> Statement:
        """The one thing to know."""
        if found is not None and not found.ok:
            return Statement(
                translate("Safekeeping", "Kho dữ liệu có chỗ hỏng"),
                translate(
                    "Safekeeping",
                    "Dừng thu nhận, sao lưu ngay vào một chỗ mới rồi báo kỹ thuật.",
                ),
                ("octagon-alert", "bad"),
            )
        for concern in care.concerns:
            return self._concern(concern, care)
        line = translate("Safekeeping", "Bản sao lưu có đủ, nhật ký còn nguyên.")
        if not care.records:
            line = translate("Safekeeping", "Chưa có hồ sơ nào phải sao lưu.")
        elif care.since_backup:
            line = translate("Safekeeping", "Có bản sao lưu trong ngày, nhật ký còn nguyên.")
        return Statement(translate("Safekeeping", "Mọi thứ ổn"), line, ("shield-check", "good"))

    def backup(self, care: "Care") -> Standing:
        """The last copy, and what it lacks."""
        made = care.backup
        by_itself = self._by_itself()
        lines: tuple[Line, ...] = ()
        if made.failed:
            said = self._words.coded(made.failed)
            lines = (("bad", f"{said.what} {said.next}"),)
        if made.at is None:
            how: Tone = "warn" if care.records else "neutral"
            return Standing(translate("Safekeeping", "Chưa có"), by_itself, how, lines)
        newer = care.since_backup  # no attribute in the call: else its words are not collected
        if newer:
            since = translate("Safekeeping", "%n hồ sơ xong từ lúc đó.", "", newer)
        else:
            since = translate("Safekeeping", "Có đủ mọi hồ sơ đã xong.")
        how = "warn" if "backup_due" in care.concerns else "good"
        if made.failed:
            how = "bad"
        return Standing(_when(made.at, care.at), f"{since} {by_itself}", how, lines)

    def store(self, care: "Care", found: "StoreCheck | None") -> Standing:
        """The last look at the store."""
        if found is not None and not found.ok:
            lines: tuple[Line, ...] = tuple(
                ("bad", self._words.word("store_finding", code)) for code in found.findings
            )
            fact = translate("Safekeeping", "Có chỗ hỏng")
            return Standing(fact, _looked(found.at, care.at), "bad", lines)
        at = max((one for one in (care.sound_at, found and found.at) if one), default=None)
        if at is None:
            each_day = translate("Safekeeping", "Máy tự kiểm tra mỗi ngày một lần.")
            return Standing(translate("Safekeeping", "Chưa kiểm tra"), each_day)
        return Standing(translate("Safekeeping", "Nguyên vẹn"), _looked(at, care.at), "good")

    def audit(self, care: "Care") -> Standing:
        """Whether what was done can still be told."""
        count = care.audit.rows
        rows = translate("Safekeeping", "%n dòng, mỗi dòng giữ dòng trước.", "", count)
        if care.audit.ok:
            return Standing(translate("Safekeeping", "Nguyên vẹn"), rows, "good")
        where = translate("Safekeeping", "Dòng {0} là dòng sai đầu tiên.")
        said = self._words.coded("AUDIT_BROKEN")
        return Standing(
            translate("Safekeeping", "Bị sửa hoặc thiếu"),
            where.format(shown_count(care.audit.wrong or 0)),
            "bad",
            (("bad", said.next),),
        )

    def erasing(self, care: "Care") -> Standing:
        """What of accepted records is still here."""
        days, left, kept = care.retention_days, care.erased_in, care.kept
        rule = translate(
            "Safekeeping", "Ảnh, vân tay và gói được xóa %n ngày sau khi trung tâm nhận.", "", days
        )
        if not kept:
            return Standing(translate("Safekeeping", "Không có gì chờ xóa"), rule)
        if left is None:
            when = translate("Safekeeping", "Chờ nghe giờ của trung tâm rồi mới xóa.")
        elif left:
            when = translate("Safekeeping", "Sớm nhất xóa sau %n ngày.", "", left)
        else:
            when = translate("Safekeeping", "Hồ sơ đến hạn đang được xóa.")
        fact = translate("Safekeeping", "%n hồ sơ chờ xóa", "", kept)
        return Standing(fact, f"{when} {rule}")

    def clock(self, care: "Care") -> Line:
        """How far the desk's clock is to be believed."""
        if care.skew is None:
            return "neutral", translate(
                "Safekeeping", "Từ lúc bật máy chưa so được đồng hồ với trung tâm."
            )
        seconds = round(abs(care.skew.seconds))
        if not care.clock_off:
            return "good", translate("Safekeeping", "Đồng hồ khớp với trung tâm.")
        if care.skew.seconds > 0:
            return "warn", translate(
                "Safekeeping", "Đồng hồ máy này nhanh hơn trung tâm %n giây.", "", seconds
            )
        return "warn", translate(
            "Safekeeping", "Đồng hồ máy này chậm hơn trung tâm %n giây.", "", seconds
        )

    # -- inside ------------------------------------------------------------------------------

    def _concern(self, concern: "Concern", care: "Care") -> Statement:
        newer = care.since_backup
        says: dict[Concern, Callable[[], Statement]] = {
            "audit_broken": lambda: Statement(
                translate("Safekeeping", "Nhật ký không còn nguyên"),
                self._words.coded("AUDIT_BROKEN").next,
                ("octagon-alert", "bad"),
            ),
            "backup_failed": lambda: Statement(
                translate("Safekeeping", "Lần sao lưu cuối không xong"),
                self._words.coded(care.backup.failed or "").next,
                ("octagon-alert", "bad"),
            ),
            "backup_missing": lambda: Statement(
                translate("Safekeeping", "Chưa sao lưu lần nào"),
                translate(
                    "Safekeeping",
                    "Máy này hỏng thì hồ sơ chưa tới trung tâm mất theo. Cắm ổ ngoài rồi sao lưu.",
                ),
                ("triangle-alert", "warn"),
            ),
            "backup_due": lambda: Statement(
                translate("Safekeeping", "Đến lúc sao lưu"),
                translate(
                    "Safekeeping",
                    "%n hồ sơ chưa có trong bản sao lưu nào. Cắm ổ ngoài rồi sao lưu.",
                    "",
                    newer,
                ),
                ("triangle-alert", "warn"),
            ),
            "clock_off": lambda: Statement(
                translate("Safekeeping", "Đồng hồ máy này lệch"),
                translate("Safekeeping", "Chỉnh lại giờ của máy. Thu nhận vẫn tiếp tục được."),
                ("triangle-alert", "warn"),
            ),
        }
        return says[concern]()

    def _by_itself(self) -> str:
        if not self._backups.folder:
            return translate("Safekeeping", "Chỉ sao lưu khi có người bấm.")
        every = self._backups.every_records
        return translate("Safekeeping", "Tự sao lưu sau mỗi %n hồ sơ.", "", every) if every else ""


def _when(at: datetime, now: datetime) -> str:
    if at.astimezone().date() == now.astimezone().date():
        return translate("Safekeeping", "Hôm nay {0}").format(shown_time(at))
    return shown_moment(at)


def _looked(at: datetime, now: datetime) -> str:
    return translate("Safekeeping", "Kiểm tra lần cuối: {0}.").format(_when(at, now))

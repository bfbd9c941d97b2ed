"""What a look at the desk's safety says, in words: the verdict first, then what it rests on."""

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject

from station_ui.formats import shown_count, shown_moment, shown_time
from station_ui.signs import Sign
from station_ui.tokens import Tone
from station_ui.widgets.sign_list import Line
from station_ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from station_core.safekeeping import Care, Concern
    from station_core.settings import BackupSettings
    from station_queue.backup import Backup
    from station_queue.upkeep import StoreCheck

_MINUTE_S: Final = 60
_MINUTES: Final = 3
"""From so many on seconds say nothing more."""


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


class SafetyWords(QObject):
    """Says it in the language of the screen, each time it is asked."""

    def __init__(self, words: Wording, backups: "BackupSettings") -> None:
        super().__init__()
        self._words, self._backups = words, backups

    def verdict(
        self, care: "Care", found: "StoreCheck | None", made: "Backup | None" = None
    ) -> Statement:
        """The one thing to know; `made` is a backup that was made here."""
        if found is not None and not found.ok:
            return Statement(
                self.tr("Kho dữ liệu có chỗ hỏng"),
                self.tr(
                    "Dừng thu nhận, sao lưu ngay vào một chỗ mới rồi báo kỹ thuật.",
                ),
                ("octagon-alert", "bad"),
            )
        for concern in care.concerns:
            return self._concern(concern, care)
        if made is not None and made.same_disk and made.manifest.made_at == care.backup.at:
            return Statement(
                self.tr("Bản sao nằm cùng ổ với dữ liệu"),
                self.tr("Hỏng ổ là mất cả hai. Cắm ổ ngoài rồi sao lưu vào đó."),
                ("triangle-alert", "warn"),
            )
        line = self.tr("Bản sao lưu có đủ, nhật ký còn nguyên.")
        if not care.records:
            line = self.tr("Chưa có hồ sơ nào phải sao lưu.")
        elif care.since_backup:
            line = self.tr("Có bản sao lưu trong ngày, nhật ký còn nguyên.")
        return Statement(self.tr("Mọi thứ ổn"), line, ("shield-check", "good"))

    def backup(self, care: "Care") -> Standing:
        """The last copy, and what it lacks."""
        made = care.backup
        by_itself = self._by_itself()
        lines: tuple[Line, ...] = ()
        if made.failed:
            what = self._words.coded(made.failed).what
            code = self.tr("Mã: {0}").format(made.failed)
            lines = (("bad", f"{what} {code}"),)
        if made.at is None:
            how: Tone = "warn" if care.records else "neutral"
            return Standing(self.tr("Chưa có"), by_itself, how, lines)
        newer = care.since_backup
        if newer:
            since = self.tr("%n hồ sơ xong từ lúc đó.", "", newer)
        else:
            since = self.tr("Có đủ mọi hồ sơ đã xong.")
        how = "warn" if "backup_due" in care.concerns else "good"
        if made.failed:
            how = "bad"
        return Standing(self._when(made.at, care.at), f"{since} {by_itself}", how, lines)

    def store(self, care: "Care", found: "StoreCheck | None") -> Standing:
        """The last look at the store."""
        if found is not None and not found.ok:
            lines: tuple[Line, ...] = tuple(
                ("bad", self._words.word("store_finding", code)) for code in found.findings
            )
            fact = self.tr("Có chỗ hỏng")
            return Standing(fact, self._looked(found.at, care.at), "bad", lines)
        at = max((one for one in (care.sound_at, found and found.at) if one), default=None)
        if at is None:
            each_day = self.tr("Máy tự kiểm tra mỗi ngày một lần.")
            return Standing(self.tr("Chưa kiểm tra"), each_day)
        return Standing(self.tr("Nguyên vẹn"), self._looked(at, care.at), "good")

    def audit(self, care: "Care") -> Standing:
        """Whether what was done can still be told."""
        count = care.audit.rows
        rows = self.tr("%n dòng, mỗi dòng giữ dòng trước.", "", count)
        if care.audit.ok:
            return Standing(self.tr("Nguyên vẹn"), rows, "good")
        where = self.tr("Dòng {0} là dòng sai đầu tiên.")
        said = self._words.coded("AUDIT_BROKEN")
        return Standing(
            self.tr("Bị sửa hoặc thiếu"),
            where.format(shown_count(care.audit.wrong or 0)),
            "bad",
            (("bad", said.what),),
        )

    def erasing(self, care: "Care") -> Standing:
        """What of accepted records is still here."""
        days, left, kept = care.retention_days, care.erased_in, care.kept
        rule = self.tr("Ảnh, vân tay và gói được xóa %n ngày sau khi trung tâm nhận.", "", days)
        if not kept:
            return Standing(self.tr("Không có gì chờ xóa"), rule)
        if left is None:
            when = self.tr("Chờ nghe giờ của trung tâm rồi mới xóa.")
        elif left:
            when = self.tr("Sớm nhất xóa sau %n ngày.", "", left)
        else:
            when = self.tr("Hồ sơ đến hạn đang được xóa.")
        fact = self.tr("%n hồ sơ chờ xóa", "", kept)
        return Standing(fact, f"{when} {rule}")

    def clock(self, care: "Care") -> Line:
        """How far the desk's clock is to be believed."""
        if care.skew is None:
            return "neutral", self.tr("Từ lúc bật máy chưa so được đồng hồ với trung tâm.")
        if not care.clock_off:
            return "good", self.tr("Đồng hồ khớp với trung tâm.")
        seconds = round(abs(care.skew.seconds))
        apart = self.tr("%n giây", "", seconds)
        if seconds >= _MINUTES * _MINUTE_S:
            apart = self.tr("%n phút", "", round(seconds / _MINUTE_S))
        ahead = care.skew.seconds > 0
        said = self.tr("Đồng hồ máy này nhanh hơn trung tâm {0}.")
        if not ahead:
            said = self.tr("Đồng hồ máy này chậm hơn trung tâm {0}.")
        return "warn", said.format(apart)

    # -- inside ------------------------------------------------------------------------------

    def _concern(self, concern: "Concern", care: "Care") -> Statement:
        newer = care.since_backup
        says: dict[Concern, Callable[[], Statement]] = {
            "audit_broken": lambda: Statement(
                self.tr("Nhật ký không còn nguyên"),
                self._words.coded("AUDIT_BROKEN").next,
                ("octagon-alert", "bad"),
            ),
            "backup_failed": lambda: Statement(
                self.tr("Lần sao lưu cuối không xong"),
                self._what_helps(care.backup.failed or ""),
                ("octagon-alert", "bad"),
            ),
            "backup_missing": lambda: Statement(
                self.tr("Chưa sao lưu lần nào"),
                self.tr(
                    "Máy này hỏng thì hồ sơ chưa tới trung tâm mất theo. Cắm ổ ngoài rồi sao lưu.",
                ),
                ("triangle-alert", "warn"),
            ),
            "backup_due": lambda: Statement(
                self.tr("Đến lúc sao lưu"),
                self.tr(
                    "%n hồ sơ chưa có trong bản sao lưu nào. Cắm ổ ngoài rồi sao lưu.",
                    "",
                    newer,
                ),
                ("triangle-alert", "warn"),
            ),
            "clock_off": lambda: Statement(
                self.tr("Đồng hồ máy này lệch"),
                self.tr("Chỉnh lại giờ của máy. Thu nhận vẫn tiếp tục được."),
                ("triangle-alert", "warn"),
            ),
        }
        return says[concern]()

    def _what_helps(self, code: str) -> str:
        if code == "BACKUP_NO_ROOM":
            return self.tr("Dùng ổ khác còn đủ chỗ hoặc dọn bớt, rồi sao lưu lại.")
        return self._words.coded(code).next

    def _by_itself(self) -> str:
        if not self._backups.folder:
            return self.tr("Chỉ sao lưu khi có người bấm.")
        every = self._backups.every_records
        return self.tr("Tự sao lưu sau mỗi %n hồ sơ.", "", every) if every else ""

    def _when(self, at: datetime, now: datetime) -> str:
        if at.astimezone().date() == now.astimezone().date():
            return self.tr("Hôm nay {0}").format(shown_time(at))
        return shown_moment(at)

    def _looked(self, at: datetime, now: datetime) -> str:
        return self.tr("Kiểm tra lần cuối: {0}.").format(self._when(at, now))

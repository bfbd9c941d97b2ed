"""The words for somebody who was collected before."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from station_ui.formats import shown_day, shown_time
from station_ui.notices import Saying
from station_ui.wording import Wording

if TYPE_CHECKING:
    from station_core.catalogue import Catalogue
    from station_core.repeats import Earlier

translate = QCoreApplication.translate


def say_earlier(earlier: "Earlier", catalogue: "Catalogue", words: Wording) -> Saying:
    """When that was, under which procedure, and what has become of the record."""
    at = earlier.finished_at
    if earlier.today:
        what = translate("Earlier", "Công dân này đã được thu nhận hôm nay lúc {0}.")
        what = what.format(shown_time(at))
    else:
        what = translate("Earlier", "Công dân này đã được thu nhận ngày {0}.")
        what = what.format(shown_day(at))
    procedure = next(
        (words.label(one.label) for one in catalogue.procedures if one.code == earlier.procedure),
        earlier.procedure,
    )
    return Saying(what, f"{procedure} · {words.word('state', earlier.state)}")

"""The waiting list and the day's totals."""

from pathlib import Path

from station_core.visit import Step
from window_operator import Maker, Opener


def test_the_waiting_list_shows_state_attempts_and_reason(
    open_desk: Opener, make_folder: Maker
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.enter()
    desk.wait(lambda: desk.step is Step.REVIEW)
    desk.enter()
    desk.wait(lambda: desk.place.visit.flow.visit is None)
    desk.place.go(1)
    model = desk.place.queue.model
    desk.wait(lambda: model.rowCount() == 1 and model.index(0, 3).data() == "1")
    desk.wait(lambda: model.index(0, 5).data())
    assert model.index(0, 2).data() == "Chờ gửi"
    assert desk.place.status.network.tone == "warn"
    assert desk.place.status.queue.text().endswith("1 hồ sơ chờ gửi")


def test_totals_add_up_and_are_written_for_excel(
    open_desk: Opener, make_folder: Maker, tmp_path: Path
) -> None:
    desk = open_desk(make_folder())
    desk.start()
    desk.wait(lambda: desk.step is Step.DETAILS)
    desk.place.go(2)
    desk.wait(lambda: desk.place.totals.verdict.text() == "An toàn")
    target = tmp_path / "hom-nay.csv"
    desk.place.totals.export(target)
    desk.wait(target.exists)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Đang làm" in target.read_text(encoding="utf-8-sig")

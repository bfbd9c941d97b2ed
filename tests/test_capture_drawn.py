from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from station_capture import CardReader, assess_portrait, parse_card
from station_capture.card import format_card
from station_capture.drawn import (
    INVENTED_PEOPLE,
    draw_card,
    draw_portrait_scene,
    write_demo_video,
)
from station_capture.sources import frames_of


def test_invented_people_are_valid_and_not_the_same() -> None:
    assert len({card.id_number for card in INVENTED_PEOPLE}) == len(INVENTED_PEOPLE) >= 6
    assert {card.generation for card in INVENTED_PEOPLE} == {"cccd_2021", "can_cuoc_2024"}
    for card in INVENTED_PEOPLE:
        parsed = parse_card(format_card(card), today=date(2026, 11, 23))
        assert (parsed.warnings, parsed.repaired) == ((), False)


def test_drawings_are_the_same_every_time() -> None:
    assert np.array_equal(draw_card(INVENTED_PEOPLE[0]), draw_card(INVENTED_PEOPLE[0]))
    assert np.array_equal(draw_portrait_scene(seed=3), draw_portrait_scene(seed=3))
    assert not np.array_equal(draw_portrait_scene(seed=3), draw_portrait_scene(seed=4))
    assert draw_card(INVENTED_PEOPLE[0]).shape == (638, 1012, 3)


def test_demo_video_shows_each_card_then_its_holder(tmp_path: Path) -> None:
    video = tmp_path / "demo.avi"
    people = INVENTED_PEOPLE[:2]
    write_demo_video(video, people, fps=5, card_seconds=0.6, portrait_seconds=0.6)
    reader = CardReader(today=lambda: date(2026, 11, 23))
    shown: list[str] = []
    last = np.zeros((720, 1280, 3), np.uint8)
    for frame in frames_of(video):
        assert frame.shape == (720, 1280, 3)
        assert not np.array_equal(frame, last)
        last = frame
        if (read := reader.feed(frame)) is not None:
            shown.append(read.card.full_name)
        elif assess_portrait(frame, "cccd").ok:
            shown.append("portrait")
    scenes = [name for name, _ in groupby(shown)]
    assert scenes == [people[0].full_name, "portrait", people[1].full_name, "portrait"]

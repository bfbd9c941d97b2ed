"""The card reader through its doors: cards of every kind, other codes, hostile pictures, time."""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from station_capture import (
    CardError,
    CardReader,
    ImageError,
    Pixels,
    parse_card,
    read_card_file,
    read_card_image,
)
from station_capture.drawn import INVENTED_PEOPLE, draw_card, write_demo_video
from station_capture.drawn.card import draw_code
from station_capture.images import grey
from station_capture.judge import Judge
from station_capture.qr.budget import Budget, Costs
from station_capture.qr.locators import LOCATORS, look
from station_capture.qr.search import Decoded
from station_capture.qr.symbol import Symbol
from station_capture.qr.zbar import second_opinion

_SAMPLES = json.loads((Path(__file__).parent / "data" / "qr_samples.json").read_text("utf-8"))
_TODAY = date.fromisoformat(_SAMPLES["meta"]["reference_date"])
_VALID = [pytest.param(case, id=case["id"]) for case in _SAMPLES["valid"]]
_LINK = "https://vneid.gov.vn/abc"
_NOTHING = np.full((720, 1280, 3), 127, np.uint8)
_Find = Callable[[Pixels], Sequence[Symbol]]


def _by_zxing(grey: Pixels) -> Sequence[Symbol]:
    return look(grey).symbols


def _by_zxing_doubled(grey: Pixels) -> Sequence[Symbol]:
    doubled = LOCATORS[0]
    return look(doubled.prepare(grey), doubled.scale).symbols


def _reader(budget_ms: float = 33.0) -> CardReader:
    return CardReader(budget_ms, today=lambda: _TODAY)


def _scene_of(payload: str, pixels_per_module: int = 4) -> Pixels:
    scene = _NOTHING.copy()
    code = draw_code(payload, pixels_per_module)
    scene[100 : 100 + code.shape[0], 300 : 300 + code.shape[1]] = code[:, :, np.newaxis]
    return scene


def _seen_through_a_webcam(card: Pixels) -> Pixels:
    """Turned by 7 degrees, a little soft, noisy, and compressed as MJPG does."""
    turn = cv2.getRotationMatrix2D((506, 319), 7, 1.0)
    turn[:, 2] += (134, 41)
    turned = cv2.warpAffine(card, turn, (1280, 720), borderValue=(90, 100, 96))
    noise = np.random.default_rng(7).normal(0, 4, turned.shape)
    dirty = np.clip(cv2.GaussianBlur(turned, (0, 0), 0.7) + noise, 0, 255).astype(np.uint8)
    packed = cv2.imencode(".jpg", dirty, [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


@pytest.mark.parametrize("case", _VALID)
def test_drawn_card_is_read_with_every_letter_right(case: dict[str, Any]) -> None:
    card = parse_card(case["raw"], today=_TODAY).card
    # The budget is not what is shown here, and a busy computer must not decide.
    reader = CardReader(math.inf, today=lambda: _TODAY)
    read = reader.feed(_seen_through_a_webcam(draw_card(card)))
    assert read is not None
    assert read.card == card
    assert read.raw == case["raw"].encode()
    assert list(read.warnings) == case["warnings"]
    assert not read.repaired


@pytest.mark.parametrize("find", [_by_zxing, _by_zxing_doubled, second_opinion])
@pytest.mark.parametrize("case", _VALID)
def test_each_stage_alone_delivers_the_card(find: _Find, case: dict[str, Any]) -> None:
    symbols = find(grey(_scene_of(case["raw"])))
    assert len(symbols) == 1
    assert (
        parse_card(symbols[0].payload, today=_TODAY).card
        == parse_card(case["raw"], today=_TODAY).card
    )


@pytest.mark.parametrize("find", [_by_zxing, _by_zxing_doubled, second_opinion])
def test_corners_are_those_of_the_code_in_the_given_picture(find: _Find) -> None:
    (symbol,) = find(grey(_scene_of(_SAMPLES["valid"][0]["raw"])))
    xs, ys = zip(*symbol.corners, strict=True)
    margin = 16  # the quiet zone of four modules
    assert min(xs) == pytest.approx(300 + margin, abs=4)
    assert min(ys) == pytest.approx(100 + margin, abs=4)
    assert max(xs) - min(xs) == pytest.approx(45 * 4, abs=6)  # version 7 has 45 modules


def test_small_modules_are_read_by_a_costlier_stage() -> None:
    scene = _scene_of(_SAMPLES["valid"][0]["raw"], 8)
    far = cv2.resize(scene, None, fx=0.19, fy=0.19, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(far, (0, 0), 0.6)
    read = read_card_image(np.asarray(small, np.uint8), today=_TODAY)
    assert read.stage != "zxing"
    assert read.raw == _SAMPLES["valid"][0]["raw"].encode()


def test_code_that_is_no_card_is_named_while_it_is_in_view() -> None:
    reader = _reader()
    assert reader.feed(_scene_of(_LINK)) is None
    assert reader.refusal is not None
    assert reader.refusal.code == "NOT_CARD_URL"
    assert reader.feed(_NOTHING) is None
    assert reader.refusal is not None  # one blurred frame does not take the message away
    for _ in range(20):
        reader.feed(_NOTHING)
    assert reader.refusal is None


def test_card_beside_another_code_is_read() -> None:
    scene = _scene_of(_LINK)
    code = draw_code(_SAMPLES["valid"][0]["raw"])
    scene[400 : 400 + code.shape[0], 700 : 700 + code.shape[1]] = code[:, :, np.newaxis]
    reader = _reader()
    read = reader.feed(scene)
    assert read is not None
    assert read.raw == _SAMPLES["valid"][0]["raw"].encode()
    assert reader.refusal is None


def test_text_that_a_decoder_misread_is_repaired() -> None:
    raw = _SAMPLES["valid"][0]["raw"]
    shown = raw.encode().decode("cp1258", errors="ignore").encode()
    parsed = Judge(_TODAY).parsed(Decoded("zbar", Symbol(shown, ())))
    assert parsed is not None
    assert parsed.repaired
    assert parsed.text == raw


def _scene_of_bytes(payload: bytes) -> Pixels:
    symbol = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    code = np.asarray(zxingcpp.write_barcode_to_image(symbol, scale=4))
    return np.pad(code, 40, constant_values=255)


# "Lê Văn Tá" in cp1258, which reads "Lê Vãn Tá" as Latin-1.
_IN_CP1258 = "074085990201|280990201|Lê Văn Tá|14031985|Nam|Phú Hoà|22042021".encode("cp1258")


@pytest.mark.parametrize("extra", [b"", b"||Th\xf4n||"], ids=["plain", "extra-in-shift-jis"])
def test_code_in_another_encoding_is_never_a_card_of_another_name(extra: bytes) -> None:
    scene = _scene_of_bytes(_IN_CP1258 + extra)
    assert CardReader(math.inf, today=lambda: _TODAY).feed(scene) is None
    assert not second_opinion(scene)


def test_code_in_another_encoding_is_refused_for_its_encoding() -> None:
    with pytest.raises(CardError) as caught:
        read_card_image(_scene_of_bytes(_IN_CP1258), today=_TODAY)
    assert caught.value.code == "UTF8_INVALID"


def test_code_whose_bytes_were_refused_is_not_overridden_by_a_guess() -> None:
    corners = ((10.0, 10.0), (90.0, 10.0), (90.0, 90.0), (10.0, 90.0))
    guess = Symbol(_SAMPLES["valid"][0]["raw"].encode(), tuple((x + 2, y - 2) for x, y in corners))
    elsewhere = Symbol(guess.payload, tuple((x + 200, y) for x, y in corners))
    judge = Judge(_TODAY)
    assert judge.parsed(Decoded("zxing", Symbol(_IN_CP1258, corners))) is None
    assert judge.parsed(Decoded("zbar", guess)) is None
    assert judge.refusal is not None
    assert judge.refusal.code == "UTF8_INVALID"
    assert judge.parsed(Decoded("zbar", elsewhere)) is not None


def test_step_that_does_not_fit_the_budget_waits_until_it_does() -> None:
    now = [0.0]
    costs = Costs({"slow": 20.0})
    ran = []
    for frame in range(40):
        budget = Budget(33.0, costs, lambda: now[0])
        now[0] += 0.002
        if budget.allows("slow", 1_000_000):
            ran.append(frame)
            with budget.measured("slow", 1_000_000):
                now[0] += 0.060
    assert ran[0] == 0
    assert len(ran) == 2  # not the next one, and not never again
    assert ran[1] > 20


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (_LINK, "NOT_CARD_URL"),
        ("074085990201|280990201|Nguyễn Văn Lợi", "FIELD_COUNT"),
        ("003085990201||Nguyễn Văn Lợi|14031985|Nam|Phú Hòa|22042021", "ID_PROVINCE"),
    ],
)
def test_still_of_another_code_is_refused_with_its_reason(payload: str, code: str) -> None:
    with pytest.raises(CardError) as caught:
        read_card_image(_scene_of(payload), today=_TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "image",
    [
        _NOTHING,
        np.zeros((1, 1), np.uint8),
        np.zeros((1, 60_000), np.uint8),
        np.zeros((60_000, 1), np.uint8),
    ],
    ids=["empty", "one-pixel", "wide", "tall"],
)
def test_still_without_a_code_says_so(image: Pixels) -> None:
    with pytest.raises(ImageError) as caught:
        read_card_image(image, today=_TODAY)
    assert caught.value.code == "NO_CODE"


def test_picture_file_is_read_from_disk_and_from_bytes(tmp_path: Path) -> None:
    card = INVENTED_PEOPLE[0]
    octets = cv2.imencode(".png", draw_card(card))[1].tobytes()
    (tmp_path / "thẻ.png").write_bytes(octets)
    assert read_card_file(tmp_path / "thẻ.png", today=_TODAY).card == card
    assert read_card_file(octets, today=_TODAY).card == card


def test_video_file_is_read_at_the_first_frame_that_shows_the_card(tmp_path: Path) -> None:
    video = tmp_path / "demo.avi"
    write_demo_video(video, INVENTED_PEOPLE[:1], card_seconds=0.2, portrait_seconds=0.1)
    assert read_card_file(video, today=_TODAY).card == INVENTED_PEOPLE[0]


def test_video_search_can_be_stopped(tmp_path: Path) -> None:
    video = tmp_path / "demo.avi"
    write_demo_video(video, INVENTED_PEOPLE[:1], card_seconds=0.2, portrait_seconds=0)
    for limits in ({"stop": lambda: True}, {"deadline": -1.0}):
        with pytest.raises(ImageError) as caught:
            read_card_file(video, today=_TODAY, **limits)
        assert caught.value.code == "NO_CODE"


@pytest.mark.parametrize(("name", "code"), [("no.png", "IMAGE_MISSING"), ("a", "IMAGE_UNREADABLE")])
def test_unusable_file_is_refused(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "a").write_text("neither")
    with pytest.raises(ImageError) as caught:
        read_card_file(tmp_path / name, today=_TODAY)
    assert caught.value.code == code


@settings(max_examples=25, deadline=None)
@given(npst.arrays(np.uint8, st.tuples(st.integers(1, 80), st.integers(1, 80))))
def test_any_picture_holds_a_card_or_none(image: Pixels) -> None:
    assert _reader().feed(image) is None


def test_zbar_that_does_not_load_leaves_the_other_stages_working(tmp_path: Path) -> None:
    broken = tmp_path / "pyzbar"
    broken.mkdir()
    (broken / "__init__.py").touch()
    (broken / "pyzbar.py").write_text("raise FileNotFoundError('libzbar-64.dll needs a runtime')")
    cv2.imwrite(str(tmp_path / "empty.png"), _NOTHING)
    script = (
        "import sys; from datetime import date; sys.path.insert(0, sys.argv[1])\n"
        "from station_capture import ImageError, read_card_file\n"
        "try: read_card_file(sys.argv[1] + '/empty.png', today=date(2026, 1, 1))\n"
        "except ImageError as exc: print(exc.code)"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines()[-1] == "NO_CODE"

"""What leaves for other systems, opened by readers that share nothing with its writers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso19794.FIR import POSITION
from nistitl import Message

from print_readers.fir_reader import read_fir
from print_readers.itl_reader import read_itl
from print_readers.wsq_reader import read_wsq
from station_devices import decode_wsq, encode_wsq
from station_devices.ansi_nist import ansi_nist
from station_devices.errors import FingerFileError
from station_devices.iso19794 import iso19794_4
from station_devices.print_set import AbsentFinger, KeptPrint, PrintSet, size_of
from station_devices.synthetic import draw_print

if TYPE_CHECKING:
    from numpy.typing import NDArray

RECORD = "01a20982-e6ce-71d7-a11a-d04b09dd83bf"
HANOI = timezone(timedelta(hours=7))
TAKEN_AT = datetime(2026, 11, 23, 6, 30, 15, 123456, tzinfo=HANOI)  # the day before in UTC
MADE_AT = datetime(2026, 11, 24, 6, 59, 58, tzinfo=HANOI)
FINGERS = range(1, 11)


@cache
def drawn(width: int, height: int) -> NDArray[np.uint8]:
    return draw_print(1, width, height)


@cache
def wsq(width: int = 192, height: int = 192) -> bytes:
    return encode_wsq(drawn(width, height), 500)


def psnr(pixels: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """In dB."""
    error = np.mean((pixels.astype(np.float64) - other) ** 2)
    return float(10 * np.log10(255**2 / error))


positions = st.sampled_from(FINGERS)
sizes = st.tuples(st.integers(64, 200), st.integers(64, 200))
images = sizes.map(lambda size: wsq(*size))


@st.composite
def print_sets(draw: st.DrawFn) -> PrintSet:
    fingers = draw(st.permutations(FINGERS))
    taken = draw(st.integers(1, 10))
    absent = draw(st.integers(0, 10 - taken))
    return PrintSet(
        record=RECORD,
        source=draw(st.from_regex(r"[\w.-]{1,32}", fullmatch=True)),
        taken_at=draw(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=zones)),  # noqa: DTZ001 - Hypothesis adds the zone
        prints=tuple(
            KeptPrint(
                position,
                draw(images),
                sensor_dpi=draw(st.integers(250, 1700)),
                quality=draw(st.none() | st.integers(0, 100)),
                live=draw(st.booleans()),
            )
            for position in fingers[:taken]
        ),
        absent=tuple(
            AbsentFinger(position, amputated=draw(st.booleans()))
            for position in fingers[taken : taken + absent]
        ),
    )


zones = st.sampled_from([UTC, HANOI, timezone(-timedelta(hours=3, minutes=30))])


# -- WSQ -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height"), [(256, 288), (192, 192), (255, 287), (129, 128), (500, 500)]
)
def test_an_independent_decoder_sees_what_was_compressed(width: int, height: int) -> None:
    source, data = drawn(width, height), wsq(width, height)
    opened = read_wsq(data)
    assert opened.shape == source.shape
    assert psnr(opened, source) > 20
    assert np.abs(opened.astype(int) - decode_wsq(data)).max() <= 1  # the two round differently


@pytest.mark.parametrize("dpi", [450, 508, 1000, 1700])
def test_a_print_of_another_resolution_comes_out_as_if_scanned_at_500(dpi: int) -> None:
    opened = read_wsq(encode_wsq(rings(dpi), dpi))
    assert opened.shape == (250, 250)
    native = read_wsq(encode_wsq(rings(500), 500))
    assert psnr(opened, rings(500)) > psnr(native, rings(500)) - 0.3


def rings(dpi: int) -> NDArray[np.uint8]:
    """Half an inch square: rings around its middle as far apart as ridges are, 0.45 mm."""
    inches = (np.arange(dpi // 2) + 0.5) / dpi - 0.25
    radius = np.hypot(inches[:, None], inches[None, :])
    return np.rint(127.5 - 100 * np.cos(2 * np.pi * radius * 25.4 / 0.45)).astype(np.uint8)


def test_shrinking_lets_nothing_through_that_500_ppi_cannot_hold() -> None:
    """Stripes of 800 a inch, scanned at 1000 ppi, would come out as coarse ones of 200 an inch."""
    x = np.arange(600)
    fine = 127.5 + 120 * np.cos(2 * np.pi * 0.4 * x)  # cycles per pixel: 400 an inch
    coarse = 127.5 + 120 * np.cos(2 * np.pi * 0.06 * x)
    for stripes, left in ((fine, False), (coarse, True)):
        pixels = np.tile(np.rint(stripes).astype(np.uint8), (600, 1))
        contrast = float(read_wsq(encode_wsq(pixels, 1000))[50:-50, 50:-50].std())
        assert (contrast > 70) if left else (contrast < 5), contrast


@given(sizes)
def test_the_size_is_in_the_frame_header(size: tuple[int, int]) -> None:
    assert size_of(wsq(*size)) == size


@given(st.binary(max_size=200) | st.integers(0, 160).map(lambda end: wsq()[:end]))
def test_what_has_no_frame_header_is_no_wsq(data: bytes) -> None:
    with pytest.raises(FingerFileError):
        size_of(data)


# -- ISO/IEC 19794-4 -----------------------------------------------------------------------------


def test_the_bytes_are_those_of_the_standard() -> None:
    image = encode_wsq(np.tile(drawn(250, 250), (2, 2)), 500)
    kept = KeptPrint(2, image, sensor_dpi=500, quality=80, live=True)
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    record = iso19794_4(PrintSet(RECORD, "B03", at, (kept,), ()))
    head = bytes.fromhex(
        "46495200 30323000 {total} 0001 00 01 {representation}"
        "07EA 01 02 03 04 05 0000 00 0000 0000 01 50 0000 0000"
        "02 00 01 01F4 01F4 01F4 01F4 08 02 00 01F4 01F4 {image}".format(
            total=f"{len(image) + 62:08X}",
            representation=f"{len(image) + 46:08X}",
            image=f"{len(image):08X}",
        )
    )
    assert record == head + image


@given(print_sets())
def test_the_package_reads_what_was_written(prints: PrintSet) -> None:
    read = read_fir(iso19794_4(prints))
    wanted = sorted(prints.prints, key=lambda kept: kept.position)
    names = {number: name for name, number in POSITION.items()}
    utc = prints.taken_at.astimezone(UTC)
    milliseconds = utc.microsecond // 1000  # which the package takes for microseconds
    for one, kept in zip(read, wanted, strict=True):
        header = one.header
        assert header["position"] == names[kept.position]
        assert header["image_compression_algo"] == "WSQ"
        assert header["impression_type"] == ("LIVESCAN_PLAIN" if kept.live else "UNKNOWN")
        assert header["horizontal_scan_sampling_rate"] == kept.sensor_dpi
        assert header["horizontal_image_sampling_rate"] == 500
        assert header["capture_datetime"] == utc.replace(tzinfo=None, microsecond=milliseconds)
        scores = [] if kept.quality is None else [kept.quality]
        assert [quality.score for quality in header["quality_records"]] == scores
        assert (one.image, one.size) == (kept.wsq, size_of(kept.wsq))
        assert np.array_equal(one.pixels, decode_wsq(kept.wsq))
    told = [(gone.position, 1 if gone.amputated else 2) for gone in prints.absent]
    assert [one.annotations for one in read] == [sorted(told), *[[]] * (len(read) - 1)]


# -- ANSI/NIST-ITL -------------------------------------------------------------------------------


def test_a_transaction_says_whence_and_what_and_nothing_about_the_person() -> None:
    kept = KeptPrint(7, wsq(), sensor_dpi=508, quality=33, live=True)
    prints = PrintSet(RECORD, "B03", TAKEN_AT, (kept,), (AbsentFinger(1, amputated=True),))
    head, person, print_, gap = read_itl(ansi_nist(prints, MADE_AT))
    assert {number: head.one(number) for number in head.fields if number not in {1, 3}} == {
        2: "0500",
        4: "PRINTS",
        5: "20261124",
        7: "ANY",
        8: "B03",
        9: RECORD,
        11: "00.00",
        12: "00.00",
        14: "20261123235958Z",
    }
    assert person.fields.keys() == {1, 2, 3}
    assert person.one(3) == RECORD
    given = {number: print_.one(number) for number in print_.fields if number > 2}
    assert given == {
        3: "0",
        4: "B03",
        5: "20261123",
        6: "192",
        7: "192",
        8: "1",
        9: "500",
        10: "500",
        11: "WSQ20",
        12: "8",
        13: "7",
        16: "508",
        17: "508",
    }
    assert print_.image == kept.wsq
    assert gap.image is None
    assert gap.fields.keys() == {1, 2, 3, 4, 5, 13, 18}
    assert gap.fields[18] == [["1", "XX"]]


@given(print_sets())
def test_lengths_and_contents_add_up_for_any_fingers(prints: PrintSet) -> None:
    data = ansi_nist(prints, MADE_AT)
    records = read_itl(data)
    fingers = records[2:]
    assert [record.kind for record in records] == [1, 2, *[14] * len(fingers)]
    images = {int(one.one(13)): one.image for one in fingers if one.image is not None}
    assert images == {kept.position: kept.wsq for kept in prints.prints}
    gaps = [tuple(one.fields[18][0]) for one in fingers if 18 in one.fields]
    told = sorted((gone.position, "XX" if gone.amputated else "UP") for gone in prints.absent)
    assert gaps == [(str(position), code) for position, code in told]
    impressions = {int(one.one(13)): one.one(3) for one in fingers}
    assert all(impressions[kept.position] == ("0" if kept.live else "29") for kept in prints.prints)
    message = Message()
    message.parse(data)
    assert len(message) == len(records)


# -- the set -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "gone"), [((), (1,)), ((2, 2), ()), ((2,), (2,)), ((2,), (3, 3))], ids=str
)
def test_a_set_has_prints_and_each_finger_once(taken: tuple[int], gone: tuple[int]) -> None:
    prints = tuple(KeptPrint(n, wsq(), sensor_dpi=500, quality=50, live=True) for n in taken)
    absent = tuple(AbsentFinger(n, amputated=False) for n in gone)
    with pytest.raises(ValueError, match="each finger once"):
        PrintSet(RECORD, "B03", TAKEN_AT, prints, absent)


@pytest.mark.parametrize("damaged", [b"", b"\xff\xa0", wsq()[2:]])
def test_a_damaged_print_is_refused_by_both(damaged: bytes) -> None:
    kept = KeptPrint(2, damaged, sensor_dpi=500, quality=50, live=True)
    prints = PrintSet(RECORD, "B03", TAKEN_AT, (kept,), ())
    with pytest.raises(FingerFileError):
        iso19794_4(prints)
    with pytest.raises(FingerFileError):
        ansi_nist(prints, MADE_AT)

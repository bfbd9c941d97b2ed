"""Reads ISO/IEC 19794-4:2011 with the package `iso19794`, and the blocks behind an image by hand.

The package is of 2020 and sets the mode of an image, which today's Pillow keeps for itself: the
subclass gives it a place to go.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
from iso19794 import FIR
from numpy.typing import NDArray

_GENERAL_BYTES = 16
_ANNOTATION = 2


class _Reader(FIR.FIRImageFile):  # type: ignore[misc]  # the package has no types
    mode = property(lambda self: self._mode, lambda self, mode: setattr(self, "_mode", mode))


class Representation(NamedTuple):
    """One finger as it was read."""

    header: dict[str, Any]
    """As the package names it: position, quality_records, capture_datetime ..."""
    size: tuple[int, int]
    """Width and height."""
    image: bytes
    """As it is embedded."""
    pixels: NDArray[np.uint8]
    annotations: list[tuple[int, int]]
    """Position and code."""


def read_fir(data: bytes) -> list[Representation]:
    """All representations; every length in the record is held against what is there."""
    assert int.from_bytes(data[8:12], "big") == len(data)
    with _Reader(BytesIO(data)) as record:
        found, at = [], _GENERAL_BYTES
        for number in range(record.info["nb_representation"]):
            record.seek(number)
            [(_codec, _box, image_at, _arguments)] = record.tile
            image_end = image_at + int.from_bytes(data[image_at - 4 : image_at], "big")
            end = at + int.from_bytes(data[at : at + 4], "big")
            found.append(
                Representation(
                    dict(record.header),
                    record.size,
                    data[image_at:image_end],
                    np.array(record),
                    list(_annotations(data[image_end:end])),
                )
            )
            at = end
        assert at == len(data)
        assert record.info["nb_position"] == len({one.header["position"] for one in found})
    return found


def _annotations(blocks: bytes) -> Iterator[tuple[int, int]]:
    while blocks:
        kind, length = (int.from_bytes(blocks[i : i + 2], "big") for i in (0, 2))
        assert kind == _ANNOTATION
        assert length == 5 + 2 * blocks[4] <= len(blocks)
        yield from zip(blocks[5:length:2], blocks[6:length:2], strict=True)
        blocks = blocks[length:]

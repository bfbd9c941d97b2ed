"""The card reader: frames, pictures or files in, cards out."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from station_capture.card import Card, ParsedCard
from station_capture.errors import CardError, ImageError
from station_capture.guidance import Guidance, advise
from station_capture.images import Pixels, grey, load_image
from station_capture.judge import Judge
from station_capture.qr.budget import Budget
from station_capture.qr.pursuit import Pursuit, prepare
from station_capture.qr.search import Decoded
from station_capture.qr.symbol import Corners
from station_capture.sources import frames_of

# Half a second of preview: long enough to be seen, short enough to go with the code.
_REFUSAL_KEPT_FRAMES = 15


Source = Literal["camera", "file", "handheld", "keyboard"]
"""What a card came through: a live picture, a file, a handheld scanner on a port or as keys."""


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card that was read, whatever it came through.

    `raw` holds the bytes of the symbol; where they were shown in a wrong encoding and this was
    undone (`repaired`), the cleaned text as UTF-8. `stage` is the step that read it and `ms` the
    time of the whole search. `corners` are four, or none where there was no picture.
    """

    raw: bytes
    card: Card
    warnings: tuple[str, ...]
    repaired: bool
    stage: str
    ms: float
    corners: Corners
    source: Source = "camera"


class CardReader:
    """Reads cards from a stream of frames within a time budget per frame.

    Steps run cheap to costly until one finds a card. A step whose expected time does not fit in
    what is left of the budget waits for a smaller frame or a calmer moment; the first always runs.
    What one frame has shown of a code helps to read it in the next.

    The budget is a plan and no promise: a running step is never cut short, the first one is not
    measured against it, and a step left out is tried again after some frames. So now and then a
    frame takes as long as its slowest step; feed a reader in a thread that may be late.
    """

    def __init__(
        self,
        budget_ms: float = 33.0,
        *,
        today: Callable[[], date] = date.today,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._budget_ms = budget_ms
        self._today = today
        self._clock = clock
        prepare()
        self._pursuit = Pursuit()
        self._guidance = Guidance()
        self._refusal: CardError | None = None
        self._frames_since_refusal = 0

    @property
    def refusal(self) -> CardError | None:
        """Why the code now in view is no card; None once it has left the view."""
        return self._refusal

    @property
    def guidance(self) -> Guidance:
        """What would help to read the code in the last frame, and where it is."""
        return self._guidance

    def feed(self, frame: Pixels) -> CardRead | None:
        """Look for a card in one frame.

        Args:
            frame: uint8, (h, w) grey or (h, w, 3) BGR.

        Returns:
            The card, or None; then `refusal` tells of a code that is no card.

        Raises:
            ImageError: IMAGE_UNREADABLE for an array of another kind.
        """
        budget = Budget(self._budget_ms, self._pursuit.costs, self._clock)
        judge = Judge(self._today())
        pixels = grey(frame)
        for code in self._pursuit.codes(pixels, budget):
            if (parsed := judge.parsed(code)) is not None:
                self._refusal = None
                self._pursuit.settled()
                self._guidance = Guidance(corners=code.symbol.corners)
                return _read(code, parsed, budget.spent_ms())
        self._guidance = advise(pixels, self._pursuit.seen_now)
        self._remember(judge.refusal)
        return None

    def _remember(self, refusal: CardError | None) -> None:
        self._frames_since_refusal += 1
        if refusal is not None:
            self._refusal, self._frames_since_refusal = refusal, 0
        elif self._frames_since_refusal >= _REFUSAL_KEPT_FRAMES:
            self._refusal = None


def read_card_image(image: Pixels, *, today: date) -> CardRead:
    """Read the card in a still picture, trying every step however long it takes.

    Raises:
        CardError: Of the code that was found, if none of them is a card.
        ImageError: NO_CODE, or IMAGE_UNREADABLE for an array that is no picture.
    """
    pursuit, judge = Pursuit(), Judge(today)
    budget = Budget(math.inf, pursuit.costs, time.perf_counter)
    for code in pursuit.codes_in_still(grey(image), budget):
        if (parsed := judge.parsed(code)) is not None:
            return _from_file(_read(code, parsed, budget.spent_ms()))
    raise judge.refusal or ImageError("NO_CODE", "no QR code was found")


def read_card_file(
    source: str | Path | bytes,
    *,
    today: date,
    deadline: float = 60.0,
    stop: Callable[[], bool] = lambda: False,
) -> CardRead:
    """Read the card in a picture or video file, or in the bytes of a picture.

    Args:
        source: The file, or the bytes of a picture.
        today: The date the card's dates are checked against.
        deadline: Seconds after which a video is given up.
        stop: Asked before each frame of a video.

    Raises:
        CardError: Of the code that was found, if none of them is a card.
        ImageError: NO_CODE, or why the file cannot be used (IMAGE_MISSING and others).
    """
    try:
        image = load_image(source)
    except ImageError as exc:
        if isinstance(source, bytes) or exc.code != "NOT_A_PICTURE":
            raise
        return _read_frames(frames_of(Path(source)), today, time.monotonic() + deadline, stop)
    return read_card_image(image, today=today)


def _read_frames(
    frames: Iterator[Pixels], today: date, until: float, stop: Callable[[], bool]
) -> CardRead:
    reader = CardReader(today=lambda: today)
    refusal: CardError | None = None
    for frame in frames:
        if stop() or time.monotonic() > until:
            break
        if (read := reader.feed(frame)) is not None:
            return _from_file(read)
        refusal = reader.refusal or refusal
    raise refusal or ImageError("NO_CODE", "no QR code was found in the video")


def _from_file(read: CardRead) -> CardRead:
    return replace(read, source="file")


def _read(code: Decoded, parsed: ParsedCard, ms: float) -> CardRead:
    return CardRead(
        raw=parsed.text.encode() if parsed.repaired else code.symbol.payload,
        card=parsed.card,
        warnings=parsed.warnings,
        repaired=parsed.repaired,
        stage=code.stage,
        ms=ms,
        corners=code.symbol.corners,
    )

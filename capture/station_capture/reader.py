"""The card reader: frames, pictures or files in, cards out."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from station_capture.card import Card, ParsedCard, parse_card
from station_capture.errors import CardError, ImageError
from station_capture.images import Pixels, grey, load_image
from station_capture.qr import STAGES, Corners, Stage, Symbol
from station_capture.sources import frames_of

# Half a second of preview: long enough to be seen, short enough to go with the code.
_REFUSAL_KEPT_FRAMES = 15
# A stage that was too slow once is tried again after some frames, for load comes and goes.
_FORGET_PER_FRAME = 0.98


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card read from a picture.

    `raw` holds the bytes of the symbol; where they were shown in a wrong encoding and this was
    undone (`repaired`), the cleaned text as UTF-8. `ms` is the time of the whole search.
    """

    raw: bytes
    card: Card
    warnings: tuple[str, ...]
    repaired: bool
    stage: str
    ms: float
    corners: Corners


class CardReader:
    """Reads cards from a stream of frames within a time budget per frame.

    Stages run cheap to costly until one finds a card. A stage whose expected time does not fit in
    what is left of the budget waits for a smaller frame or a calmer moment; the first always runs.

    The budget is a plan and no promise: a running stage is never cut short, the first one is not
    measured against it, and a stage left out is tried again after some frames. So now and then a
    frame takes as long as its slowest stage; feed a reader in a thread that may be late.
    """

    def __init__(
        self,
        budget_ms: float = 33.0,
        *,
        today: Callable[[], date] = date.today,
        stages: tuple[Stage, ...] = STAGES,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._budget_ms = budget_ms
        self._today = today
        self._stages = stages
        self._clock = clock
        self._costs = {stage.name: stage.ms_per_megapixel for stage in stages}
        self._refusal: CardError | None = None
        self._frames_since_refusal = 0

    @property
    def refusal(self) -> CardError | None:
        """Why the code now in view is no card; None once it has left the view."""
        return self._refusal

    def feed(self, frame: Pixels) -> CardRead | None:
        """Look for a card in one frame.

        Args:
            frame: uint8, (h, w) grey or (h, w, 3) BGR.

        Returns:
            The card, or None; then `refusal` tells of a code that is no card.

        Raises:
            ImageError: IMAGE_UNREADABLE for an array of another kind.
        """
        search = _Search(self._today(), self._clock)
        image = grey(frame)
        megapixels = image.size / 1e6
        for position, stage in enumerate(self._stages):
            expected = self._costs[stage.name] * megapixels
            if position and search.spent_ms() + expected > self._budget_ms:
                self._costs[stage.name] *= _FORGET_PER_FRAME
                continue
            began = search.spent_ms()
            read = search.look(stage, image)
            self._costs[stage.name] = (search.spent_ms() - began) / megapixels
            if read is not None:
                self._refusal = None
                return read
        self._remember(search.refusal)
        return None

    def _remember(self, refusal: CardError | None) -> None:
        self._frames_since_refusal += 1
        if refusal is not None:
            self._refusal, self._frames_since_refusal = refusal, 0
        elif self._frames_since_refusal >= _REFUSAL_KEPT_FRAMES:
            self._refusal = None


def read_card_image(image: Pixels, *, today: date) -> CardRead:
    """Read the card in a still picture, trying every stage however long it takes.

    Raises:
        CardError: Of the code that was found, if none of them is a card.
        ImageError: NO_CODE, or IMAGE_UNREADABLE for an array that is no picture.
    """
    search = _Search(today, time.perf_counter)
    pixels = grey(image)
    for stage in STAGES:
        if (read := search.look(stage, pixels)) is not None:
            return read
    raise search.refusal or ImageError("NO_CODE", "no QR code was found")


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
            return read
        refusal = reader.refusal or refusal
    raise refusal or ImageError("NO_CODE", "no QR code was found in the video")


class _Search:
    """One picture's search: the time it takes and the first code that was no card."""

    def __init__(self, today: date, clock: Callable[[], float]) -> None:
        self._today = today
        self._clock = clock
        self._began = clock()
        self._not_utf8: list[Corners] = []
        self.refusal: CardError | None = None

    def spent_ms(self) -> float:
        return (self._clock() - self._began) * 1e3

    def look(self, stage: Stage, image: Pixels) -> CardRead | None:
        for symbol in stage.find(image):
            # Bytes seen not to be UTF-8 stay refused: a later stage only shows them in a guess.
            if any(_is_within(symbol.corners, refused) for refused in self._not_utf8):
                continue
            try:
                parsed = parse_card(symbol.payload, today=self._today)
            except CardError as exc:
                self._refuse(symbol, exc)
            else:
                return self._read(symbol, parsed, stage)
        return None

    def _refuse(self, symbol: Symbol, reason: CardError) -> None:
        self.refusal = self.refusal or reason
        if reason.code == "UTF8_INVALID":
            self._not_utf8.append(symbol.corners)

    def _read(self, symbol: Symbol, parsed: ParsedCard, stage: Stage) -> CardRead:
        return CardRead(
            raw=parsed.text.encode() if parsed.repaired else symbol.payload,
            card=parsed.card,
            warnings=parsed.warnings,
            repaired=parsed.repaired,
            stage=stage.name,
            ms=self.spent_ms(),
            corners=symbol.corners,
        )


def _is_within(corners: Corners, area: Corners) -> bool:
    """Whether the middle of `corners` lies in the upright box around `area`."""
    if not corners or not area:
        return False
    return all(
        min(bounds) <= sum(values) / len(values) <= max(bounds)
        for values, bounds in zip(zip(*corners, strict=True), zip(*area, strict=True), strict=True)
    )

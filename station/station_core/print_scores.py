"""What NIST's NFIQ 2 program says of the prints, asked while the next finger comes.

The program may think for a second or two, which nobody should wait for. So it is asked behind the
desk's back as soon as a print is compressed, and its scores are put into the record at the end.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from hashlib import sha256
from pathlib import Path
from typing import Final

import structlog

from station_core.finger import FingerNote, finger_part
from station_core.finger_desk import Encoder
from station_core.visit import Visit
from station_devices import EncodedPrint, FingerImage
from station_devices.nfiq2 import nfiq2_score

log = structlog.get_logger()

DEADLINE_S: Final = 2.0
"""What one print is worth."""
PATIENCE_S: Final = 1.0
"""How long the end of a visit waits for the scores that are still out, all together."""
_REMEMBERED: Final = 200  # prints: some visits with all their tries, should one be put aside


class PrintScores:
    """Has every print judged that is compressed; does nothing where there is no program.

    As in `PrintMemory`, a score belongs to the bytes of a print and not to a finger: a try that
    did not stand, or a print in doubt, takes care of itself.
    """

    def __init__(
        self, encode: Encoder, program: str | Path | None, *, deadline: float = DEADLINE_S
    ) -> None:
        """Ask nobody yet.

        Args:
            encode: compresses the prints.
            program: the file of the program; None where it is not installed.
            deadline: seconds it may take for one print.
        """
        self._encode = encode
        self._program = program
        self._deadline = deadline
        # One at a time: the screen and the scanner need the other cores.
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="nfiq2")
        self._scores: dict[bytes, Future[int | None]] = {}

    def encode(self, image: FingerImage, *, png: bool = False) -> EncodedPrint:
        """Compress a print, and have it judged meanwhile; an `Encoder`."""
        encoded = self._encode(image, png=png)
        if self._program is not None:
            self._scores[sha256(encoded.wsq).digest()] = self._asking.submit(
                nfiq2_score,
                image.pixels,
                image.dpi,
                program=self._program,
                deadline=self._deadline,
            )
            if len(self._scores) > _REMEMBERED:
                del self._scores[next(iter(self._scores))]
        return encoded

    def into(
        self, visit: Visit, part: Callable[[Visit, str], bytes], *, patience: float = PATIENCE_S
    ) -> Visit:
        """The visit with the scores of its prints, as far as they are known in time.

        Args:
            visit: the visit.
            part: reads one of its kept parts.
            patience: seconds to wait for them, all together.
        """
        if not self._scores:
            return visit
        until = time.monotonic() + patience
        fingers = {
            position: self._scored(note, part(visit, finger_part(position)), until)
            if note.outcome == "taken"
            else note
            for position, note in visit.fingers.items()
        }
        return visit.model_copy(update={"fingers": fingers})

    def close(self) -> None:
        """Ask no more; what is being asked ends by itself."""
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _scored(self, note: FingerNote, kept: bytes, until: float) -> FingerNote:
        score = self._scores.get(sha256(kept).digest())
        if score is None:
            return note
        wait((score,), max(0.0, until - time.monotonic()))
        if not score.done():
            return note
        if (error := score.exception()) is not None:
            # A visit must not fail by what is only said beside its prints.
            log.warning("nfiq2_failed", kind=type(error).__name__)
            return note
        return note.model_copy(update={"nfiq2": score.result()})

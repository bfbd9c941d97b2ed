"""The score of NIST's own NFIQ 2 program, where a technician has installed it.

Asked for one image and nothing else, `nfiq2` prints the score alone on a line (its manual page,
note 3), or an error in words; asked for more it prints CSV with a header. Both are understood. It
takes 500 ppi images of 197 x 197 to 799 x 999 pixels after it has cut the white away, so the
smallest sensors on a wire have no such score.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from station_devices.encoding import at_500_ppi

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROGRAM = "nfiq2"
_DEADLINE_S = 10.0
_LEAST_SIDE = 197
_COLUMNS = ("UnifiedQualityScore", "QualityScore")  # since version 2.3, and before
_SCORE = re.compile(r"[0-9]{1,3}")
# A folder in memory, on systems that have one: a print should not be written to a disk unsealed.
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is private

if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


def nfiq2_score(
    pixels: NDArray[np.uint8],
    dpi: int,
    *,
    program: str | Path = PROGRAM,
    deadline: float = _DEADLINE_S,
) -> int | None:
    """Ask the NFIQ 2 program about a print.

    Args:
        pixels: Grey, uint8, shape (height, width), ridges dark.
        dpi: Pixels per inch; anything but 500 is resampled.
        program: The program's name on PATH, or its file.
        deadline: Seconds it may take.

    Returns:
        0..100; None where the program is absent, fails, is too slow or cannot judge the print.
    """
    found = shutil.which(program)
    if found is None:
        return None
    image = at_500_ppi(pixels, dpi)
    if min(image.shape) < _LEAST_SIDE:
        return None
    try:
        return parse_score(_asked(Path(found).absolute(), image, deadline))
    except (OSError, subprocess.SubprocessError):
        return None


def parse_score(output: str) -> int | None:
    """The score in what the program printed: a number alone on a line, or a column of a CSV."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    alone = [line for line in lines if _SCORE.fullmatch(line)]
    found = alone or _of_csv(lines)
    if len(found) != 1 or not _SCORE.fullmatch(found[0]):
        return None
    score = int(found[0])
    return score if score <= 100 else None  # 255 is the standard's "failed"


def _of_csv(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        column = next((name for name in _COLUMNS if name in line), None)
        if column is not None:
            try:
                return [row.get(column) or "" for row in csv.DictReader(lines[number:])]
            except csv.Error:
                return []
    return []


def _asked(program: Path, image: NDArray[np.uint8], deadline: float) -> str:
    """Run the program on a file that only this user can read and that is gone afterwards."""
    where = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="nfiq2-", dir=where) as folder:
        height, width = image.shape
        file = Path(folder) / "print.pgm"
        file.write_bytes(b"P5 %d %d 255\n" % (width, height) + image.tobytes())
        done = subprocess.run(
            # -F: a PGM tells no resolution, so it takes 500 ppi and asks nobody.
            [program, "-F", "-i", file],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=deadline,
            check=True,
            creationflags=_NO_WINDOW,
        )
    return done.stdout.decode("utf-8", "replace")

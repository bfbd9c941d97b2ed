"""The best of a few frames taken at once."""

from collections.abc import Sequence
from typing import Final

from station_capture.images import Pixels
from station_capture.portrait.assessment import PortraitAssessment, in_colour, judged
from station_capture.portrait.faces import FaceFinder
from station_capture.portrait.haar import shipped_finder
from station_capture.portrait.profile import PortraitProfile

BURST: Final = 6
"""Frames of a burst: a fifth of a second at 30 frames a second."""

Score = tuple[int, int, float]


def best_of_burst(
    frames: Sequence[Pixels], profile: PortraitProfile, finder: FaceFinder | None = None
) -> int:
    """The index of the best frame; of equals the first.

    The score, in this order: the fewest findings that block, the fewest that do not, the highest
    SHARPNESS to a tenth. A blink fails EYES_FOUND, a movement shows in the sharpness.

    Args:
        frames: At least one; uint8, (h, w) grey or (h, w, 3) BGR.
        profile: The rules.
        finder: Finds the faces; by default the one that ships.

    Raises:
        ImageError: IMAGE_UNREADABLE for an array of another kind.
    """
    finder = finder or shipped_finder()
    images = [in_colour(frame) for frame in frames]
    # All are measured from the same face, so that equal frames are equal.
    anchor = next(iter(finder.find(images[0])), None)
    scores = []
    for image in images:
        near = finder.find_near(image, anchor) if anchor else None
        faces = (near,) if near else finder.find(image)
        scores.append(_score(judged(image, faces, profile, finder.name)))
    return scores.index(max(scores))


def _score(seen: PortraitAssessment) -> Score:
    failed = [one for one in seen.findings if not one.ok]
    blocking = sum(one.blocks for one in failed)
    sharp = next((one.value for one in seen.findings if one.code == "SHARPNESS"), 0.0)
    return -blocking, blocking - len(failed), round(sharp, 1)

"""Every finding with a fault that grows: how it is shown, and what else it may cost, and why."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Final

import numpy as np

from portraits import lens, light, walls
from portraits.marks import landmarks_of_drawing, marked, network
from portraits.scene import FULL_HD, HD, Scene, astronaut, drawn, hopper
from portraits.stance import beside, moved
from station_capture import (
    LandmarkFinder,
    LivePortrait,
    Pixels,
    PortraitAssessment,
    assess_portrait,
    load_profile,
)
from station_capture.drawn import Look

PROFILE: Final = load_profile("cccd")
PEOPLE: Final = {"drawn": drawn, "astronaut": astronaut, "hopper": hopper}
_LIVE_FPS: Final = 10
_DOT: Final = 0.055

Shown = Callable[[str, float], PortraitAssessment]
"""The verdict on a person, by name, at a strength of the fault."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A finding's code, the fault that must make it fail, and how strong that gets.

    `with_it` are the findings that may fail too, each with the reason in the physical world.
    """

    code: str
    fault: str
    most: float
    shown: Shown
    unit: str
    with_it: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ("drawn", "astronaut")

    def of(self, strength: float) -> str:
        """A strength in words."""
        return f"{100 * strength:.0f} %" if self.unit == "%" else f"{strength:.2f} {self.unit}"


def _still(degrade: Callable[[Scene, float], Pixels], size: tuple[int, int] = HD) -> Shown:
    def shown(person: str, strength: float) -> PortraitAssessment:
        return assess_portrait(degrade(PEOPLE[person](size), strength), PROFILE)

    return shown


def _of_image(degrade: Callable[[Pixels, float], Pixels]) -> Shown:
    return _still(lambda scene, strength: degrade(scene.image, strength))


def _of_look(look: Callable[[float], Look]) -> Shown:
    return lambda _person, strength: assess_portrait(drawn(look=look(strength)).image, PROFILE)


def _with_marks(look: Callable[[float], Look], nod: float = 0.0) -> Shown:
    """Landmarks seen as dots; `nod` moves the nose up by that part of the strength."""

    def shown(_person: str, strength: float) -> PortraitAssessment:
        scene = drawn(look=look(strength))
        points = landmarks_of_drawing(scene, look(strength).turned)
        points[2] = points[2][0], points[2][1] - nod * strength * scene.unit
        image = marked(scene.image, points, _DOT * scene.unit)
        return assess_portrait(image, PROFILE, finder=_finder())

    return shown


@cache
def _finder() -> LandmarkFinder:
    return LandmarkFinder(network())


def _in_motion(person: str, speed: float) -> PortraitAssessment:
    """Somebody who moves sideways at so many eye distances a second, seen live."""
    live, scene = LivePortrait(PROFILE), PEOPLE[person](HD)
    live.look(scene.image, 0.0)
    return live.look(moved(scene, by=(speed / _LIVE_FPS, 0.0)).image, 1 / _LIVE_FPS)


def _glasses(person: str, strength: float) -> PortraitAssessment:
    """Frames that come into view, from glass to black."""
    without, having = (drawn(look=Look(glasses=worn)).image for worn in (False, True))
    mixed = without + strength * (having.astype(np.float32) - without)
    assert person == "drawn"
    return assess_portrait(np.asarray(mixed.round(), np.uint8), PROFILE)


def _second(scene: Scene, size: float) -> Pixels:
    return scene.image if size == 0 else beside(scene, drawn(seed=1), size, right=3.4)


def _near(scene: Scene, nearer: float) -> Pixels:
    return moved(scene, scale=1 + nearer).image


def _far(scene: Scene, further: float) -> Pixels:
    return moved(scene, scale=1 - further).image


def _aside(scene: Scene, by: float) -> Pixels:
    return moved(scene, by=(by, 0.0)).image


def _lower(scene: Scene, by: float) -> Pixels:
    return moved(scene, by=(0.0, by)).image


def _rolled(sign: int, scene: Scene, roll: float) -> Pixels:
    return moved(scene, roll=sign * roll).image


_DARK: Final = {
    "LUMINANCE": "the face lacks light",
    "UNDEREXPOSED": "what was dim is black now",
    "DYNAMIC_RANGE": "fewer levels are used",
    "BACKGROUND_LIGHTNESS": "the wall lacks it too",
}
_BRIGHT: Final = {
    "LUMINANCE": "the face has too much light",
    "OVEREXPOSED": "skin is blown out",
    "GLARE": "so is the white of the eyes",
    "DYNAMIC_RANGE": "what is blown out is one level",
    "COLOUR_CAST": "what is blown out has no colour of skin",
    "EYES_FOUND": "lids and lashes are blown out",
    "GLASSES": "only lines are left of the bridge",
    "FACE_COUNT": "nothing is left of the face",
    "BACKGROUND_UNIFORMITY": "the wall is blown out, faint shades on it are not",
}
_LESS_WALL: Final = {
    "BACKGROUND_UNIFORMITY": "less of the wall is in view, and wide hair is more of that",
}
_CAST: Final = {
    "BACKGROUND_COLOUR": "the light falls on the wall too",
    "BACKGROUND_LIGHTNESS": "a filter takes light",
    "DYNAMIC_RANGE": "of the face too",
}
_SHADED: Final = {
    "LUMINANCE": "half of the face lacks light",
    "UNDEREXPOSED": "half of the face is dark",
    "EYES_FOUND": "an eye lies in the dark",
}

DEMANDS: Final = (
    Demand(
        "FACE_COUNT", "a second person, their size", 0.9, _still(_second), "%",
        {"BACKGROUND_UNIFORMITY": "they sit before the wall",
         "BACKGROUND_LIGHTNESS": "they sit before the wall"},
        ("drawn",),
    ),
    Demand(
        "EYE_DISTANCE", "further away", 0.36, _still(_far), "%",
        {"ENLARGEMENT": "there are fewer pixels of the face"},
    ),
    Demand(
        "HEAD_HEIGHT", "nearer", 0.6, _still(_near), "%",
        {"ENLARGEMENT": "there are more pixels of the face", **_LESS_WALL},
    ),
    Demand("CENTRING", "to the right, eye distances", 3.6, _still(_aside), "IED",
           _LESS_WALL),
    Demand("CENTRING", "to the left, eye distances", 3.6,
           _still(lambda scene, by: _aside(scene, -by)), "IED", _LESS_WALL),
    Demand("EYE_LINE", "lower, eye distances", 1.0, _still(_lower), "IED",
           _LESS_WALL),
    Demand("EYE_LINE", "higher, eye distances", 1.2,
           _still(lambda scene, by: _lower(scene, -by)), "IED", _LESS_WALL),
    Demand("ROLL", "tilted to the right", 13.0, _still(partial(_rolled, 1)), "deg"),
    Demand("ROLL", "tilted to the left", 13.0, _still(partial(_rolled, -1)), "deg"),
    Demand("YAW", "turned right, landmarks", 25.0,
           _with_marks(lambda turned: Look(turned=turned)), "deg", {}, ("drawn",)),
    Demand("YAW", "turned left, landmarks", 25.0,
           _with_marks(lambda turned: Look(turned=-turned)), "deg", {}, ("drawn",)),
    Demand("PITCH", "nose raised, landmarks", 1.0,
           _with_marks(lambda _up: Look(), nod=0.3), "", {}, ("drawn",)),
    Demand("LUMINANCE", "less light", 0.92,
           _of_image(lambda image, less: light.exposed(image, 1 - less)), "%", _DARK),
    Demand("UNDEREXPOSED", "darker levels", 0.8,
           _of_image(lambda image, less: light.scaled_levels(image, 1 - less)), "%", _DARK),
    Demand("LUMINANCE", "more light", 3.0,
           _of_image(lambda image, more: light.exposed(image, 1 + more)), "%", _BRIGHT),
    Demand("OVEREXPOSED", "brighter levels", 0.7,
           _of_image(lambda image, more: light.scaled_levels(image, 1 + more)), "%", _BRIGHT),
    Demand("SIDE_LIGHT", "lit from the right", 0.65, _still(light.lit_from_right), "%", _SHADED),
    Demand("SIDE_LIGHT", "lit from the left", 0.65,
           _still(lambda scene, less: light.lit_from_right(scene, -less)), "%", _SHADED),
    Demand("DYNAMIC_RANGE", "veiled", 0.82, _of_image(light.flat), "%",
           {"COLOUR_CAST": "grey is no colour of skin",
            "EYES_FOUND": "nothing is dark any more",
            "LUMINANCE": "the veil is bright",
            "BACKGROUND_LIGHTNESS": "the veil is greyer than the wall"}),
    Demand("GLARE", "lamps in both glasses, radius", 0.15, _still(light.glaring), "IED",
           {"EYES_FOUND": "the lamps hide the eyes",
            "OVEREXPOSED": "the lamps lie on the face"}, ("drawn", "hopper")),
    Demand("COLOUR_CAST", "warm light", 1.0, _of_image(light.warm), "%", _CAST),
    Demand("COLOUR_CAST", "blue light", 1.0, _of_image(light.blue), "%", _CAST),
    Demand("BACKGROUND_LIGHTNESS", "a darker wall", 0.8, _still(walls.darker_wall), "%"),
    Demand("BACKGROUND_COLOUR", "a coloured wall", 1.0, _still(walls.coloured_wall), "%"),
    Demand("BACKGROUND_UNIFORMITY", "a shadow on the wall", 0.6,
           _still(walls.shadowed_wall), "%"),
    Demand("BACKGROUND_UNIFORMITY", "folds in the wall", 0.5, _still(walls.folded_wall), "%",
           {"BACKGROUND_LIGHTNESS": "folds are dark"}),
    Demand("BACKGROUND_UNIFORMITY", "posters on the wall", 0.5, _still(walls.cluttered_wall), "%"),
    Demand("MOTION", "moving sideways", 0.6, _in_motion, "IED/s"),
    Demand("SHARPNESS", "out of focus, sigma", 9.0, _of_image(lens.blurred), "px",
           {"EYES_FOUND": "nothing is left of the lids"}),
    Demand("SHARPNESS", "moved while taken", 24.0, _of_image(lens.smeared), "px",
           {"EYES_FOUND": "nothing is left of the lids"}),
    Demand("EYES_FOUND", "lids closing", 1.0,
           _of_look(lambda closed: Look(eyes_open=1 - closed)), "%", {}, ("drawn",)),
    Demand("MOUTH", "mouth opening, landmarks", 0.5,
           _with_marks(lambda gap: Look(mouth_open=gap)), "IED", {}, ("drawn",)),
    Demand("GLASSES", "frames coming into view", 1.0, _glasses, "%", {}, ("drawn",)),
    Demand("ENLARGEMENT", "further away, 1080p", 0.36, _still(_far, FULL_HD), "%"),
)  # fmt: skip

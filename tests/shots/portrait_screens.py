"""The step of the portrait: every fault, about to take itself, taken, marked, kept all the same."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt

import desks
from photographer import wait
from portraits.lens import blurred
from portraits.light import exposed, flat, glaring, lit_from_right, warm
from portraits.marks import landmarks_of_drawing, marked, network
from portraits.scene import WALL, before, drawn
from portraits.stance import beside, moved
from portraits.walls import cluttered_wall, coloured_wall, darker_wall
from stage import Stage, empty_desk
from station_capture import Pixels, Shutter
from station_capture.drawn import Look, draw_portrait_scene
from station_core.visit import Step
from station_ui.screens.steps.portrait import PortraitPage


def portraits(stage: Stage) -> None:
    """What is still wrong, all well, about to take itself, taken, marked, taken badly, kept."""
    stage.look_at(empty_desk())
    stage.show_visit(lambda desk: desks.with_details(desk, "usual"))
    advised(stage, "below FACE_COUNT")
    stage.shot("portrait-nobody-there")
    for name, (fault, pictures) in portrait_faults().items():
        stage.look_at(*pictures)
        advised(stage, fault)
        stage.shot(f"portrait-{name}")
    landmark_faults(stage)
    stage.look_at(draw_portrait_scene(seed=1))
    advised(stage, "")
    stage.shot("portrait-live")
    held_moment(stage)
    take_portrait(stage)
    stage.shot("portrait-taken")
    page = portrait_page(stage)
    page.checks.buttons["EARS"].click()
    stage.shot("portrait-marked")
    kept_with_a_reason(stage)
    stage.press(Qt.Key.Key_F5)
    stage.look_at(exposed(draw_portrait_scene(seed=1), 0.2))
    advised(stage, "below LUMINANCE")
    take_portrait(stage)
    stage.shot("portrait-taken-badly")
    stage.press(Qt.Key.Key_F8)
    stage.shot("reason-portrait")
    stage.press(Qt.Key.Key_6)
    stage.shot("reason-portrait-another")
    stage.press(Qt.Key.Key_Escape)
    stage.end_visit()
    stage.look_at(empty_desk())
    stage.show_visit(lambda desk: desks.with_portrait(desk, "usual"))
    stage.flow.go(Step.PORTRAIT)
    wait(stage.ready, "the portrait that was kept")
    stage.shot("portrait-kept")
    stage.end_visit()


def kept_with_a_reason(stage: Stage) -> None:
    """A marked picture that is used all the same: an exception here and in the review."""
    stage.press(Qt.Key.Key_F8)
    stage.press(Qt.Key.Key_3)
    stage.enter()
    visit = stage.flow
    wait(lambda: visit.visit and visit.visit.portrait and not visit.busy, "the portrait on disk")
    stage.flow.go(Step.PORTRAIT)
    wait(stage.ready, "the portrait that was kept")
    stage.shot("portrait-kept-with-a-reason")
    stage.flow.go(Step.REVIEW)
    stage.shot("review-portrait-with-a-reason")
    stage.flow.go(Step.PORTRAIT)
    wait(stage.ready, "the portrait that was kept")


def portrait_faults() -> dict[str, tuple[str, Sequence[Pixels]]]:
    """Pictures by name, each with the side and code of the finding that is advised about."""
    sitting = drawn(seed=1)
    image = sitting.image
    swaying = [
        draw_portrait_scene(seed=1, offset=(0.5 * float(np.sin(turn)), 0))
        for turn in np.linspace(0, 2 * np.pi, 90, endpoint=False)
    ]
    return {
        "two-people": ("above FACE_COUNT", [beside(sitting, drawn(seed=2), 0.8, 3.0)]),
        "far": ("below EYE_DISTANCE", [moved(sitting, scale=0.6).image]),
        "near": ("above HEAD_HEIGHT", [moved(sitting, scale=1.42).image]),
        "aside": ("above CENTRING", [moved(sitting, by=(3.6, 0.0)).image]),
        "low": ("above EYE_LINE", [moved(sitting, by=(0.0, 1.2)).image]),
        "tilted": ("above ROLL", [moved(sitting, roll=11.0).image]),
        "dark": ("below LUMINANCE", [exposed(image, 0.2)]),
        "bright": ("above LUMINANCE", [exposed(image, 2.4)]),
        "lit-from-a-side": ("above SIDE_LIGHT", [lit_from_right(sitting, 0.75)]),
        "flat": ("below DYNAMIC_RANGE", [flat(image, 0.85)]),
        "glare": ("above GLARE", [glaring(sitting, 0.09)]),
        "warm": ("above BACKGROUND_COLOUR", [warm(image, 0.7)]),
        "coloured-lamp": (
            "above COLOUR_CAST",
            [before(sitting.showing(warm(image, 1.0)), np.array(WALL, np.float32))],
        ),
        "dark-wall": ("below BACKGROUND_LIGHTNESS", [darker_wall(sitting, 0.6)]),
        "coloured-wall": ("above BACKGROUND_COLOUR", [coloured_wall(sitting, 0.6)]),
        "cluttered-wall": ("below BACKGROUND_UNIFORMITY", [cluttered_wall(sitting, 0.5)]),
        "moving": ("above MOTION", swaying),
        "blurred": ("below SHARPNESS", [blurred(image, 7.0)]),
        "eyes-closed": (
            "below EYES_FOUND",
            [drawn(seed=1, look=Look(eyes_open=0.0)).image],
        ),
        "glasses": ("above GLASSES", [drawn(seed=1, look=Look(glasses=True)).image]),
    }


def landmark_faults(stage: Stage) -> None:
    """What is said of a turned head and an open mouth, where landmarks are found."""
    file = stage.services.folder.landmarks
    file.write_bytes(network())
    studio = portrait_page(stage).studio
    studio._kit = None
    studio.start()
    faults = {
        "turned": ("above YAW", Look(turned=18.0), 0.0),
        "bowed": ("below PITCH", Look(), 0.3),
        "mouth-open": ("above MOUTH", Look(mouth_open=0.3), 0.0),
    }
    for name, (fault, look, lower) in faults.items():
        scene = drawn(seed=1, look=look)
        points = landmarks_of_drawing(scene, look.turned)
        nose = points[2][0], points[2][1] + lower * scene.unit
        stage.look_at(marked(scene.image, [*points[:2], nose, *points[3:]], 0.04 * scene.unit))
        advised(stage, fault)
        stage.shot(f"portrait-{name}")
    file.unlink()
    studio._kit = None
    studio.start()


def held_moment(stage: Stage) -> None:
    """The moment before the picture takes itself."""
    page = portrait_page(stage)
    page.studio._shutter = Shutter(hold_s=12.0)
    page.studio.auto = True
    page.studio.start()
    wait(lambda: page._verdict is not None and page._verdict.held > 0.25, "the held moment")
    stage.shot("portrait-about-to-take-itself")
    page.studio.auto = False


def portrait_page(stage: Stage) -> PortraitPage:
    """The page of the portrait."""
    page = stage.place.visit.pages[Step.PORTRAIT]
    assert isinstance(page, PortraitPage)
    return page


def take_portrait(stage: Stage) -> None:
    """Press the shutter and wait for the picture."""
    stage.enter()
    wait(stage.ready, "the picture")


def advised(stage: Stage, fault: str) -> None:
    """Wait until this is advised about, as "below LUMINANCE", or until there is nothing to mend."""
    page = portrait_page(stage)
    side, _, code = fault.partition(" ")
    words = page.words.word("advice_below" if side == "below" else "advice_above", code)

    def said() -> bool:
        if fault:
            return page.guide.headline.text() == words
        return bool(page.guide.headline.property("tone") == "good")

    wait(said, f"advice about {fault or 'nothing'}")
    stage.see_frames()

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portraits import lens, light
from portraits.films import restless, settling, write_film
from portraits.scene import drawn
from portraits.stance import moved
from station_capture import (
    BURST,
    LivePortrait,
    Pixels,
    Portrait,
    PortraitAssessment,
    Shutter,
    assess_portrait,
    best_of_burst,
    load_profile,
    take_portrait,
)
from station_capture.drawn import Look, draw_portrait_scene
from station_capture.portrait.haar import shipped_finder
from station_capture.portrait.motion import MotionMeter
from station_capture.sources import frames_of

_PROFILE = load_profile("cccd")
_FPS = 10
_HALF_HD = (960, 540)


@cache
def _ready(*, ready: bool) -> PortraitAssessment:
    """A verdict of either kind; what the shutter waits for does not depend on the frame's size."""
    look = Look() if ready else Look(eyes_open=0.0)
    verdict = assess_portrait(draw_portrait_scene(look=look), _PROFILE)
    assert verdict.ready is ready
    return verdict


# The shutter


class ShutterMachine(RuleBasedStateMachine):
    """Any order of verdicts, gaps and resets, beside a record of what was shown."""

    @initialize(hold=st.sampled_from([0.3, 0.8, 1.5]))
    def begin(self, hold: float) -> None:
        self.hold = hold
        self.shutter = Shutter(hold)
        self.at = 100.0
        self.since: float | None = None
        self.last = self.at
        self.fired = 0
        self.held = 0.0

    @rule(gap=st.sampled_from([0.03, 0.1, 0.25, 0.4, 0.7, 2.0]), ready=st.booleans())
    def see(self, gap: float, ready: bool) -> None:
        self.at += gap
        before = self.shutter.fired
        self.held = self.shutter.watch(_ready(ready=ready), self.at)
        if before:
            return
        if not ready:
            self.since = None
        elif self.since is None or self.at - self.last > 1.0:
            self.since = self.at
        self.last = self.at
        unbroken = 0.0 if self.since is None else self.at - self.since
        assert self.shutter.fired is (ready and unbroken >= self.hold)
        self.fired += self.shutter.fired
        assert self.held == pytest.approx(min(1.0, unbroken / self.hold))

    @rule(count=st.integers(4, 20))
    def see_all_well(self, count: int) -> None:
        for _ in range(count):
            self.see(0.1, ready=True)

    @precondition(lambda self: self.fired)
    @rule()
    def begin_anew(self) -> None:
        self.shutter.reset()
        self.since, self.fired, self.held = None, 0, 0.0

    @invariant()
    def fires_once_between_resets(self) -> None:
        if hasattr(self, "shutter"):
            assert self.fired <= 1
            assert self.shutter.fired is bool(self.fired)
            assert (self.held == 1.0) is self.shutter.fired


TestShutter = ShutterMachine.TestCase
TestShutter.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)


# Live verdicts


def _live(frames: Sequence[Pixels], fps: float = _FPS) -> list[PortraitAssessment]:
    live = LivePortrait(_PROFILE)
    return [live.look(frame, number / fps) for number, frame in enumerate(frames)]


def _ok(verdict: PortraitAssessment, code: str) -> bool:
    return next(one.ok for one in verdict.findings if one.code == code)


def _value(verdict: PortraitAssessment, code: str) -> float:
    return next(one.value for one in verdict.findings if one.code == code)


def test_same_frames_at_the_same_times_have_the_same_verdicts() -> None:
    frames = list(restless(_HALF_HD, _FPS, 2.5, seed=1))
    assert _live(frames) == _live([frame.copy() for frame in frames])


def test_one_odd_frame_is_not_told() -> None:
    frames = [draw_portrait_scene(noise_seed=number) for number in range(7)]
    frames[4] = light.exposed(frames[4], 0.2)
    assert not assess_portrait(frames[4], _PROFILE).ok
    assert all(_ok(verdict, "LUMINANCE") for verdict in _live(frames))


def test_what_stays_is_told_by_the_second_frame() -> None:
    well, dark = drawn().image, light.exposed(drawn().image, 0.2)
    verdicts = [_ok(one, "LUMINANCE") for one in _live([well, well, well, dark, dark, dark])]
    assert verdicts == [True, True, True, True, False, False]


def test_value_that_failed_must_come_inside_its_limit_by_the_margin() -> None:
    scene = drawn()
    limit = _PROFILE.limits["LUMINANCE"]
    assert limit.low is not None
    lit = _value(assess_portrait(scene.image, _PROFILE), "LUMINANCE")
    only_just = (limit.low + 0.4 * limit.margin) / lit
    edge, dark, well = (light.exposed(scene.image, part) for part in (only_just, 0.15, 0.6))
    came_down = _live([well] * 3 + [edge] * 3)
    came_up = _live([dark] * 3 + [edge] * 3)
    went_well = _live([dark] * 3 + [edge] * 3 + [well] * 3)
    for one in (came_down, came_up):
        assert limit.low < _value(one[-1], "LUMINANCE") < limit.low + limit.margin
    assert _ok(came_down[-1], "LUMINANCE")
    assert not _ok(came_up[-1], "LUMINANCE")
    assert _ok(went_well[-1], "LUMINANCE")


def test_second_person_is_noticed_though_one_face_is_followed() -> None:
    alone = draw_portrait_scene(960, 540)
    both = np.hstack([alone[:, 160:800], draw_portrait_scene(640, 540, seed=1)])
    frames = [np.hstack([alone[:, 160:800], np.full((540, 640, 3), 237, np.uint8)])] * 3
    frames += [both] * 15
    verdicts = _live(frames)
    assert _value(verdicts[2], "FACE_COUNT") == 1
    assert _value(verdicts[-1], "FACE_COUNT") == 2


def test_nobody_and_somebody_again() -> None:
    empty = np.full((720, 1280, 3), 237, np.uint8)
    there = drawn().image
    verdicts = _live([there, empty, empty, there, there])
    assert [verdict.face is None for verdict in verdicts] == [False, True, True, False, False]
    assert "MOTION" not in {one.code for one in verdicts[3].findings}
    assert _ok(verdicts[-1], "MOTION")


# Motion


@pytest.mark.parametrize("angle", [0, 90, 180, 225])
@pytest.mark.parametrize("speed", [0.25, 0.4, 0.6, 1.0])
def test_motion_is_told_in_eye_distances_a_second(speed: float, angle: int) -> None:
    assert _told_motion(speed, angle, fps=10) == pytest.approx(speed, rel=0.25)


@pytest.mark.parametrize("angle", [0, 90, 225])
@pytest.mark.parametrize(("speed", "fps"), [(0.1, 10), (0.2, 30), (0.05, 30)])
def test_motion_too_small_to_be_told_is_not_told_too_large(
    speed: float, angle: int, fps: int
) -> None:
    """Below half a pixel of what is compared, the answer is drawn towards none."""
    assert _told_motion(speed, angle, fps) < speed + 0.05


def _told_motion(speed: float, angle: int, fps: int) -> float:
    meter, scene = MotionMeter(), drawn(_HALF_HD)
    (face,) = shipped_finder().find(scene.image)
    across, down = (part(np.radians(angle)) * speed / fps for part in (np.cos, np.sin))
    assert meter.measure(scene.image, face, 5.0) is None
    image = moved(scene, by=(float(across), float(down))).image
    told = meter.measure(image, face, 5.0 + 1 / fps)
    assert told is not None
    return told


@pytest.mark.parametrize("fps", [10, 30])
def test_noise_alone_does_not_move(fps: int) -> None:
    meter = MotionMeter()
    told = []
    for number in range(6):
        image = draw_portrait_scene(*_HALF_HD, noise_seed=number)
        (face,) = shipped_finder().find(image)
        told.append(meter.measure(image, face, number / fps))
    assert max(speed for speed in told if speed is not None) < 0.1


@pytest.mark.parametrize("gap", [0.0, -0.1, 1.01])
def test_motion_over_a_gap_is_not_known(gap: float) -> None:
    meter, scene = MotionMeter(), drawn(_HALF_HD)
    (face,) = shipped_finder().find(scene.image)
    meter.measure(scene.image, face, 5.0)
    assert meter.measure(scene.image, face, 5.0 + gap) is None


def test_motion_between_frames_of_two_sizes_is_not_known() -> None:
    meter = MotionMeter()
    for number, size in enumerate([_HALF_HD, (640, 360)]):
        image = drawn(size).image
        (face,) = shipped_finder().find(image)
        assert meter.measure(image, face, number / 10) is None


# The best of a burst


def test_best_of_a_burst_is_the_one_with_open_eyes_that_is_sharp() -> None:
    blink, still = draw_portrait_scene(look=Look(eyes_open=0.0)), draw_portrait_scene()
    smeared, soft = lens.smeared(still, 14), lens.blurred(still, 1.5)
    for frames in ([blink, smeared, soft, still], [still, soft, smeared, blink]):
        assert frames[best_of_burst(frames, _PROFILE)] is still
    assert best_of_burst([blink, smeared, soft], _PROFILE) != 0


def test_of_equals_the_first_is_best() -> None:
    blink, still = draw_portrait_scene(look=Look(eyes_open=0.0)), draw_portrait_scene()
    assert best_of_burst([still.copy()] * 3, _PROFILE) == 0
    # The frame before lends its place to the search, so that only what was searched alike is equal.
    assert best_of_burst([blink, still], _PROFILE) == 1
    empty = np.full((540, 960, 3), 237, np.uint8)
    assert best_of_burst([empty, empty.copy()], _PROFILE) == 0


# A recorded film, to the end


def _taken_from(film: Path, fps: int) -> list[tuple[float, Portrait]]:
    """What a desk does: verdicts on the way, and at the shutter's word the best of a burst."""
    live, shutter = LivePortrait(_PROFILE), Shutter()
    taken: list[tuple[float, Portrait]] = []
    burst: list[Pixels] | None = None
    for number, frame in enumerate(frames_of(film)):
        at = number / fps
        if burst is not None:
            burst.append(frame)
            if len(burst) == BURST:
                best = burst[best_of_burst(burst, _PROFILE)]
                taken.append((at, take_portrait(best, _PROFILE)))
                burst = None
        elif not shutter.fired:
            shutter.watch(live.look(frame, at), at)
            burst = [] if shutter.fired else None
    return taken


@pytest.mark.parametrize(
    ("size", "seed"), [((960, 540), 0), ((1280, 720), 1), ((960, 720), 2), ((1280, 720), 3)]
)
def test_film_gives_one_portrait_at_the_still_moment(
    tmp_path: Path, size: tuple[int, int], seed: int
) -> None:
    film, still_at = tmp_path / "người.avi", 1.2 + 0.3 * seed
    write_film(film, settling(size, _FPS, still_at, still_at + 2.5, seed), _FPS)
    taken = _taken_from(film, _FPS)
    assert len(taken) == 1
    at, portrait = taken[0]
    assert still_at + 0.8 <= at <= still_at + 2.5
    assert portrait.assessment.ok
    assert _ok(portrait.assessment, "EYES_FOUND")


@pytest.mark.parametrize("seed", [0, 1])
def test_film_of_somebody_restless_gives_none(tmp_path: Path, seed: int) -> None:
    film = tmp_path / "restless.avi"
    write_film(film, restless((960, 540), _FPS, 5.0, seed), _FPS)
    assert _taken_from(film, _FPS) == []


def test_shutter_that_nobody_resets_takes_no_second_person(tmp_path: Path) -> None:
    film = tmp_path / "two.avi"
    write_film(film, _two_in_turn(), _FPS)
    assert len(_taken_from(film, _FPS)) == 1


def _two_in_turn() -> Iterator[Pixels]:
    """Two people one after the other: a shutter that nobody resets takes the first alone."""
    for seed in (0, 1):
        yield from settling((960, 540), _FPS, 0.6, 2.6, seed)

"""The demo's camera: a video of people who show their card and then sit for the portrait."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from station_capture.card import Card
from station_capture.drawn.card import draw_card
from station_capture.drawn.person import draw_portrait_scene, plain_picture, with_sensor_noise
from station_capture.errors import ImageError
from station_capture.images import Pixels
from station_capture.opencv import cv2

_SIZE = (1280, 720)
_DESK = (112, 122, 118)
_SLIDE_S = 0.6
# Breathing and sway of somebody who sits still, in eye distances.
_SWAY = 0.015


def write_demo_video(
    path: Path,
    cards: Iterable[Card],
    *,
    fps: int = 15,
    card_seconds: float = 3.0,
    portrait_seconds: float = 5.0,
    seed: int = 0,
) -> None:
    """Write a video (AVI, MJPG, 1280 by 720) of one person after the other.

    Each card slides into view, is held for `card_seconds`, and leaves; then its holder sits in
    front of the camera for `portrait_seconds`. The same arguments give the same frames.

    Raises:
        ImageError: VIDEO_NOT_WRITTEN if the file cannot be made.
    """
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, _SIZE)
    if not writer.isOpened():
        raise ImageError("VIDEO_NOT_WRITTEN", "the video file cannot be made")
    try:
        for number, card in enumerate(cards, seed):
            for frame in _card_frames(card, fps, card_seconds, number):
                writer.write(frame)
            for frame in _portrait_frames(fps, portrait_seconds, number):
                writer.write(frame)
    finally:
        writer.release()


def _card_frames(card: Card, fps: int, held: float, seed: int) -> Iterator[Pixels]:
    face = draw_card(card)
    slide = round(_SLIDE_S * fps)
    still = round(held * fps)
    away = [1 - step / slide for step in range(slide)]
    for index, part in enumerate([*away, *[0.0] * still, *[-p for p in reversed(away)]]):
        desk = plain_picture(_SIZE, _DESK)
        _lay(face, desk, shift=round(part * _SIZE[0]))
        yield with_sensor_noise(desk, 1000 * seed + index)


def _lay(face: Pixels, desk: Pixels, shift: int) -> None:
    """Put the card on the middle of the desk, `shift` pixels to the right, cut at the edges."""
    rows, columns = face.shape[:2]
    top = (desk.shape[0] - rows) // 2
    left = (desk.shape[1] - columns) // 2 + shift
    start, end = max(0, left), min(desk.shape[1], left + columns)
    if start < end:
        desk[top : top + rows, start:end] = face[:, start - left : end - left]


def _portrait_frames(fps: int, seconds: float, seed: int) -> Iterator[Pixels]:
    for index in range(round(seconds * fps)):
        turn = 2 * math.pi * index / (4 * fps)
        offset = (_SWAY * math.sin(turn), _SWAY * math.sin(2 * turn) / 2)
        yield draw_portrait_scene(*_SIZE, seed=seed, offset=offset, noise_seed=1000 * seed + index)

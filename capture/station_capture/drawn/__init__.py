"""Drawings of invented cards and people, for the demo, the training mode and the tests."""

from station_capture.drawn.card import draw_card
from station_capture.drawn.people import INVENTED_PEOPLE
from station_capture.drawn.person import Look, draw_portrait_scene
from station_capture.drawn.video import write_demo_video

__all__ = ["INVENTED_PEOPLE", "Look", "draw_card", "draw_portrait_scene", "write_demo_video"]

"""The picture of the portrait: on the page, and as in a mirror on the citizen's own screen."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from station_ui.camera_words import say_camera
from station_ui.citizen_screen import CitizenScreen
from station_ui.portrait_overlay import overlays_of
from station_ui.preview import preview
from station_ui.widgets.camera_stage import CameraStage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from station_capture import CameraState, Frame
    from station_ui.studio import Verdict
    from station_ui.wording import Wording


class PortraitStage:
    """Shows the same on both screens, or nothing on both."""

    def __init__(self, owner: "QWidget", words: "Wording", *, citizen_screen: bool) -> None:
        self._words = words
        self.picture = CameraStage()
        self.citizen = CitizenScreen(owner, wanted=citizen_screen)

    def open(self) -> None:
        """The step has come into view."""
        self.citizen.open()

    def close(self) -> None:
        """The step is shown no longer."""
        self.citizen.close()
        self.picture.show_image(None)

    def show_live(self, frame: "Frame", verdict: "Verdict | None") -> None:
        """A frame, with what is known of where the portrait lies in it."""
        seen = verdict.assessment.window if verdict else None
        shown = preview(frame, self.picture.size(), seen)
        self.picture.show_image(shown.image, overlays_of(verdict, shown))
        self.citizen.show_live(frame, verdict, self._words)

    def show_still(self, jpeg: bytes) -> None:
        """A finished portrait."""
        image = QImage.fromData(jpeg)
        self.picture.show_image(image)
        self.citizen.show_still(image)

    def show_nothing(self) -> None:
        """Nobody is known to sit there now."""
        self.picture.show_image(None)
        self.citizen.show_nothing()

    def say(self, state: "CameraState") -> None:
        """What to read where there is no picture."""
        say_camera(self.picture, state, self._words)

"""What a stage says while the camera has no picture: that it is being opened, or what is wrong."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from station_capture import CameraState
    from station_ui.widgets.camera_stage import CameraStage
    from station_ui.wording import Wording


def opening_words() -> str:
    """The camera has been asked and has not answered yet."""
    return QCoreApplication.translate("CameraWords", "Đang mở máy ảnh")


def say_camera(stage: "CameraStage", state: "CameraState", words: "Wording") -> None:
    """Say how the camera stands, and what to do next; read where there is no picture."""
    if state.code is None:
        stage.say(opening_words(), icon="camera")
    else:
        saying = words.coded(state.code)
        stage.say(saying.what, saying.next, icon="camera-off", tone="bad")

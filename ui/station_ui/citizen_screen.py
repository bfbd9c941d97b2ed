"""The citizen's own screen, where there is a second one: their picture as in a mirror."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from station_ui.portrait_advice import advice, is_citizens, worst_of
from station_ui.portrait_overlay import overlays_of
from station_ui.preview import preview
from station_ui.tokens import Space
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.part import Part, column, text

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from station_capture import Frame
    from station_ui.studio import Verdict
    from station_ui.wording import Wording


class CitizenWindow(Part):
    """Fills the second screen; shows nothing but the portrait and one sentence."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__("window", owner)  # goes when the program's own window goes
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.picture = CameraStage()
        self.line = text("display", wrap=True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(self.picture, self.line, gap=Space.GROUP, margins=Space.GROUP))
        self.retranslate()

    def retranslate(self) -> None:
        """Name the window."""
        self.setWindowTitle(self.tr("Màn hình cho công dân"))


class CitizenScreen(QObject):
    """Opens the window while a portrait is being taken, and closes it with the step.

    Nothing of a record is ever shown there: only the live picture, mirrored as people know
    themselves, then the picture that was taken, as it will be printed.
    """

    def __init__(self, owner: QWidget, *, wanted: bool) -> None:
        super().__init__(owner)
        self._owner = owner
        self._wanted = wanted
        self._window: CitizenWindow | None = None

    @property
    def window(self) -> CitizenWindow | None:
        """The window, while it is open."""
        return self._window

    def open(self) -> None:
        """Open it on the second screen, if there is one."""
        screen = another_screen(self._owner) if self._wanted else None
        if screen is None:
            self.close()
            return
        if self._window is None:
            self._window = CitizenWindow(self._owner)
        self._window.setScreen(screen)
        self._window.setGeometry(screen.geometry())
        self._window.showFullScreen()

    def close(self) -> None:
        """Show nothing any more."""
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None

    def show_live(self, frame: "Frame", verdict: "Verdict | None", words: "Wording") -> None:
        """Show a frame as in a mirror, and what its citizen can do."""
        window = self._window
        if window is None:
            return
        seen = verdict.assessment if verdict else None
        shown = preview(frame, window.picture.size(), seen.window if seen else None).mirrored()
        window.picture.show_image(shown.image, overlays_of(verdict, shown))
        worst = worst_of(one for one in seen.findings if is_citizens(one)) if seen else None
        todo = advice(worst, mirrored=True)
        still = self.tr("Mời nhìn thẳng vào máy ảnh, giữ yên")
        window.line.setText(todo.said(words) if todo else still)

    def show_still(self, image: "QImage") -> None:
        """Show the picture that was taken."""
        if self._window is not None:
            self._window.picture.show_image(image)
            self._window.line.setText(self.tr("Ảnh của ông/bà. Mời xem."))


def another_screen(owner: QWidget) -> QScreen | None:
    """A screen that the operator's window is not on."""
    return next((one for one in QGuiApplication.screens() if one is not owner.screen()), None)

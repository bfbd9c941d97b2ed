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
        self._wanted, self._opened = wanted, False
        self._window: CitizenWindow | None = None
        screens = QGuiApplication.instance()
        if isinstance(screens, QGuiApplication):
            screens.screenAdded.connect(self._settle)
            screens.screenRemoved.connect(self._settle)

    @property
    def window(self) -> CitizenWindow | None:
        """The window, while it is open."""
        return self._window

    def open(self) -> None:
        """Open it on the second screen, as soon as there is one."""
        self._opened = True
        self._settle()

    def close(self) -> None:
        """Show nothing any more."""
        self._opened = False
        self._settle()

    def _settle(self, _screen: QScreen | None = None) -> None:
        """Stand where there is a screen for it now; on the operator's it never stands."""
        screen = another_screen(self._owner) if self._wanted and self._opened else None
        if self._window is not None and screen is not self._window.screen():
            self._window.close()
            self._window.deleteLater()
            self._window = None
        if screen is not None and self._window is None:
            self._window = CitizenWindow(self._owner)
            self._window.setScreen(screen)
            self._window.setGeometry(screen.geometry())
            self._window.showFullScreen()

    def show_nothing(self) -> None:
        """Nobody is known to sit there now."""
        if self._window is not None:
            self._window.picture.show_image(None)
            self._window.line.setText("")

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
    """A screen that shows nothing of what the operator sees, as a clone of theirs would."""
    here = owner.screen()
    return next(
        (
            one
            for one in QGuiApplication.screens()
            if one is not here and not one.geometry().intersects(here.geometry())
        ),
        None,
    )

"""A picture of a finger that gives no print: the desk's camera, one key to take it, one to keep."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent

from station_ui.camera import qimage
from station_ui.camera_words import say_camera
from station_ui.preview import preview
from station_ui.screens.page import Page, PhotoWanted
from station_ui.services import Work
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.camera_stage import CameraStage

if TYPE_CHECKING:
    from station_capture import Frame, Pixels


class ExceptionPhotoPage(Page):
    """Takes the stage for one picture and gives it back with it, or without."""

    closed = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._wanted: PhotoWanted | None = None
        self._frame: Frame | None = None
        self.taken: Pixels | None = None
        """The picture that waits to be kept or taken again."""
        self.picture = CameraStage()
        self.fill(self.picture)
        self.guide.body.addStretch(1)
        self.primary = action(self, self._act, *ENTER)
        self._again = action(self, self._go_live, Qt.Key.Key_F5, icon="rotate-ccw")
        self._back = action(self, self.closed.emit, Qt.Key.Key_Escape, icon="undo-2")
        self.others = [self._again, self._back]
        work.camera.frame.connect(self._take_frame)
        work.camera.state_changed.connect(self._follow_camera)
        self.retranslate()

    def ask(self, wanted: PhotoWanted) -> None:
        """Ask for a picture."""
        self._wanted = wanted
        self._go_live()

    def enter(self) -> None:
        """Take the keys."""
        self.setFocus()
        self.refresh()

    def forget(self) -> None:
        """Show and keep nothing of this citizen."""
        self._wanted = None
        self._drop()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is taken behind another screen; a picture not kept yet stays."""
        self._frame = None
        super().hideEvent(event)

    def refresh(self) -> None:
        """Offer what can be done now."""
        lost = self.work.camera.state.code is not None
        self._again.setVisible(self.taken is not None)
        self.offer_primary(self.taken is not None or self._frame is not None or lost)
        say_camera(self.picture, self.work.camera.state, self.words)
        self._say()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._again.setText(self.tr("Chụp lại"))
        self._back.setText(self.tr("Không chụp"))
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space takes the picture, as on any camera."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self.primary is not None and self.taken is None:
                self.primary.trigger()
            return
        super().keyPressEvent(event)

    # -- inside ------------------------------------------------------------------------------

    def _say(self) -> None:
        if self.primary is None:
            return
        title = self._wanted.title() if self._wanted is not None else ""
        if self.taken is not None:
            self.primary.setText(self.tr("Dùng ảnh này"))
            self.guide.say(title, self.tr("Ảnh thấy rõ cả bàn tay thì dùng."))
        elif self.work.camera.state.code is not None:
            self.primary.setText(self.tr("Thử lại máy ảnh"))
            self.guide.say(
                title, self.tr("Chưa có hình. Lý do đã ghi vẫn còn trong hồ sơ."), "warn"
            )
        else:
            self.primary.setText(self.tr("Chụp"))
            self.guide.say(title, self.tr("Mời đưa bàn tay vào giữa hình, giữ yên."))

    def _take_frame(self, frame: "Frame") -> None:
        if self.taken is not None or self._wanted is None or not self.isVisible():
            return
        first, self._frame = self._frame is None, frame
        self.picture.show_image(preview(frame, self.picture.size()).image)
        if first:
            self.refresh()

    def _follow_camera(self) -> None:
        if not self.work.camera.live and self.taken is None:
            self._frame = None
            self.picture.show_image(None)
        self.refresh()

    def _act(self) -> None:
        if self.taken is not None and self._wanted is not None:
            self._wanted.keep(self.taken)
            self.closed.emit()
        elif self.work.camera.state.code is not None:
            self.work.camera.reopen()
        elif self._frame is not None:
            self.taken = self._frame.image
            self.picture.show_image(qimage(self.taken))
            self.appear()
            self.refresh()

    def _go_live(self) -> None:
        self._drop()
        self.refresh()

    def _drop(self) -> None:
        self.taken = self._frame = None
        self.picture.show_image(None)

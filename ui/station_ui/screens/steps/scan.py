"""Scanning again within a visit: the form is filled from the card anew."""

from station_ui.screens.page import Page
from station_ui.screens.steps.card_camera import CardCamera
from station_ui.services import Work
from station_ui.widgets.actions import ENTER, action


class ScanPage(Page):
    """The camera once more, for a visit that was begun by hand or read badly."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.camera = CardCamera(work)
        self.fill(self.camera)
        self.guide.body.addStretch(1)
        self.primary = action(self, self._go_on, *ENTER)
        self.retranslate()

    def enter(self) -> None:
        """Look for a card."""
        self.camera.set_aside("")
        self.camera.start()
        self.setFocus()

    def leave(self) -> None:
        """Look for none."""
        self.camera.stop()

    def rest(self) -> None:
        """Look for none."""
        self.camera.stop()

    def wake(self) -> None:
        """Look again."""
        self.camera.start()

    def retranslate(self) -> None:
        """Say what a scan does here."""
        if self.primary is not None:
            self.primary.setText(self.tr("Tiếp tục"))
        self.guide.say(
            self.tr("Quét thẻ"),
            self.tr("Đưa thẻ vào khung hình để điền lại thông tin. Không có thẻ thì bấm Tiếp tục."),
        )

    def _go_on(self) -> None:
        if self.flow.view is not None:
            self.flow.go(self.flow.view.steps[1])

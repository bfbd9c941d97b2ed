"""The live camera that looks for a card."""

from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication

from station_capture import CaptureError, CardReader, Guidance, Phase
from station_ui.camera import FrameAnalysis, qimage
from station_ui.camera_words import say_camera
from station_ui.icon import Icon
from station_ui.services import Work
from station_ui.steady import Steady
from station_ui.tokens import Tone
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.overlay import Corners, Outline, Overlay
from station_ui.widgets.overlay import Frame as HoldHere
from station_ui.widgets.part import Part, column

if TYPE_CHECKING:
    from station_capture import CardRead, Frame, Hint

_SEEN_FOR_S: Final = 1.5
_CARD_SHAPE: Final = 85.6 / 53.98  # ISO/IEC 7810, ID-1


class Looked(NamedTuple):
    """What one frame showed."""

    read: "CardRead | None"
    refusal: CaptureError | None
    guidance: Guidance


def is_repeat(error: BaseException) -> bool:
    """Whether a card began no visit because its citizen was collected before."""
    return getattr(error, "code", "") == "ALREADY_COLLECTED"


class CardCamera(Part):
    """Shows the camera; tells of each card that is held into the picture, once.

    A card that was set aside (its citizen has just been served) is not told of while it is the
    last one seen: it may still lie under the camera.
    """

    read = Signal(object)
    changed = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._reader: CardReader | None = None
        self._aside = ""
        self._known: CardRead | None = None
        self._known_at = 0.0
        self._corners: Corners = ()
        self._hint: Steady[Hint] = Steady("")
        self._refusal: CaptureError | None = None
        self._served = self._paused = False
        self.trouble: BaseException | None = None
        """Why nothing came of the card that was told of last."""
        self.picture = CameraStage()
        self.setLayout(column(self.picture))
        self._analysis = FrameAnalysis(
            work.services.runner, work.camera, self._look, self._looked, self._fail
        )
        work.camera.frame.connect(self._show_frame)
        work.camera.state_changed.connect(self.retranslate)
        self.retranslate()

    @property
    def known(self) -> "CardRead | None":
        """The card that was set aside, while it is in view."""
        return self._known

    @property
    def hint(self) -> "Hint":
        """What is advised while a code is seen but not read."""
        return self._hint.value

    def start(self) -> None:
        """Look for cards."""
        self._known = self._refusal = None
        self._corners = ()
        self._hint.show("")
        self.retranslate()
        self._analysis.start()

    def stop(self) -> None:
        """Look for none."""
        self._analysis.stop()

    def set_aside(self, number: str) -> None:
        """Do not tell of this card again by itself: its citizen has been served, or is to wait."""
        self._aside, self._served, self.trouble = number, bool(number), None

    def show_paused(self, paused: bool) -> None:
        """Whether the visit of the card in view waits to be gone on with."""
        if paused != self._paused:
            self._paused = paused
            self.retranslate()

    def not_taken(self, error: BaseException) -> None:
        """Say why nothing came of the card that was told of."""
        self.trouble = error
        self.retranslate()

    def retranslate(self) -> None:
        """Say what the picture waits for, or why there is none."""
        state = self._work.camera.state
        if state.phase is not Phase.LIVE:
            self.picture.show_image(None)
        say_camera(self.picture, state, self._work.services.words)
        words, icon, how = self._caption()
        self.picture.caption(words if state.phase is Phase.LIVE else "", icon=icon, tone=how)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with the newest frame."""
        self.retranslate()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Keep no picture of a citizen's card behind the scenes."""
        self.picture.show_image(None)
        super().hideEvent(event)

    def _caption(self) -> tuple[str, Icon, Tone]:
        """The one line, with its sign and tone."""
        words = self._work.services.words
        if self._known is not None and (self._served or self.trouble is not None):
            return self._about_known()
        if self._refusal is not None:
            return words.saying(self._refusal).what, "triangle-alert", "warn"
        if self._hint.value:
            return self._advice(self._hint.value), "hand", "warn"
        return self.tr("Đưa thẻ vào khung hình"), "id-card", "neutral"

    def _about_known(self) -> tuple[str, Icon, Tone]:
        if self.trouble is not None:
            what = self._work.services.words.saying(self.trouble).what
            repeat = is_repeat(self.trouble)
            return (what, "triangle-alert", "warn") if repeat else (what, "octagon-alert", "bad")
        if self._paused:
            waits = self.tr("Lượt của thẻ này đang tạm dừng. Enter: Làm tiếp")
            return waits, "circle-pause", "warn"
        return self.tr("Thẻ này vừa làm, mời thẻ tiếp theo"), "circle-check", "good"

    def _advice(self, hint: "Hint") -> str:
        return {
            "closer": self.tr("Đưa thẻ lại gần hơn"),
            "hold_still": self.tr("Giữ yên thẻ"),
            "tilt": self.tr("Nghiêng thẻ tránh lóa"),
            "too_dark": self.tr("Thiếu sáng, bật thêm đèn"),
            "": "",
        }[hint]

    def _show_frame(self, frame: "Frame") -> None:
        if self.isVisible():
            self.picture.show_image(qimage(frame.image), self._overlays())

    def _overlays(self) -> tuple[Overlay, ...]:
        """Where to hold a card, or around the code that is seen a line that follows it."""
        how = self._caption()[2]
        if self._corners:
            return (Outline(self._corners, how),)
        return () if self._known is not None else (HoldHere(_CARD_SHAPE, tone=how),)

    def _look(self, frame: "Frame") -> Looked:
        if self._reader is None:  # in the thread that looks: the window need not wait for it
            self._reader = CardReader()
        read = self._reader.feed(frame.image)
        return Looked(read, self._reader.refusal, self._reader.guidance)

    def _looked(self, found: Looked) -> None:
        read = found.read
        self._corners = found.guidance.corners
        before = (self._known, self._refusal)
        self._refusal = found.refusal
        advised = self._hint.measure(found.guidance.hint)
        if read is not None and read.card.id_number == self._aside:
            self._known, self._known_at = self._known or read, monotonic()
        elif read is not None:
            # Once is enough: should the visit not begin (a full disk), nobody wants it tried with
            # every frame.
            self._known, self._known_at, self._aside = None, 0.0, read.card.id_number
            self._served, self.trouble = False, None
            QApplication.beep()
            self.read.emit(read)
        elif monotonic() - self._known_at > _SEEN_FOR_S:
            self._known = None
        if advised or before != (self._known, self._refusal):
            self.retranslate()
            self.changed.emit()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, CaptureError):
            raise error
        self._refusal = error
        self.retranslate()

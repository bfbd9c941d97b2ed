"""The stage: camera, portrait and print, with what may stand over them, and without a picture."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRadialGradient

from station_ui.camera_words import opening_words
from station_ui.gallery.page import Build, GalleryPage, Sample, translate
from station_ui.icon import Icon, MaybeIcon
from station_ui.theme import colour
from station_ui.tokens import COLOURS, Tone
from station_ui.widgets.camera_stage import CameraStage
from station_ui.widgets.overlay import Frame, Outline, Overlay, PortraitWindow
from station_ui.widgets.print_view import PrintView
from station_ui.wording import Wording

_CARD = 85.6 / 53.98
_HEIGHT = 300
_WIDTH, _TALL = 640, 480
_WINDOW = (200.0, 60.0, 240.0, 320.0)
_CODE = ((380.0, 180.0), (470.0, 190.0), (462.0, 278.0), (374.0, 268.0))


def _picture() -> QImage:
    """A drawn desk in soft light: no photograph of anybody."""
    image = QImage(_WIDTH, _TALL, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    light = QRadialGradient(QPointF(_WIDTH * 0.4, _TALL * 0.3), _WIDTH * 0.9)
    light.setColorAt(0, QColor(COLOURS["light"].sunken))
    light.setColorAt(1, QColor(COLOURS["light"].border))
    painter.fillRect(image.rect(), light)
    painter.end()
    return image


def _print() -> QImage:
    """Rings that stand for ridges."""
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(colour("on_stage"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colour("stage"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for size in range(8, 220, 9):
        ring = QRectF(0, 0, size * 0.8, size)
        ring.moveCenter(QPointF(128, 134))
        painter.drawEllipse(ring)
    painter.end()
    return image


def _stage(
    *overlays: Overlay,
    caption: Callable[[], str] | None = None,
    icon: MaybeIcon = "",
    tone: Tone = "neutral",
) -> Build:
    def build(_words: Wording) -> CameraStage:
        stage = CameraStage()
        stage.show_image(_picture(), overlays)
        stage.caption(caption() if caption else "", icon=icon, tone=tone)
        return stage

    return build


def _empty(
    headline: Callable[[], str], icon: Icon, tone: Tone, line: Callable[[], str] | None = None
) -> Build:
    def build(_words: Wording) -> CameraStage:
        stage = CameraStage()
        stage.say(headline(), line() if line else "", icon=icon, tone=tone)
        return stage

    return build


def _print_taken(_words: Wording) -> PrintView:
    view = PrintView()
    view.show_print(_print(), translate("Fingers", "Ngón áp út phải"), 82, 45)
    return view


def _print_weak(_words: Wording) -> PrintView:
    view = PrintView()
    view.show_print(_print(), translate("Fingers", "Ngón trỏ phải"), 31, 45)
    return view


def _print_none(_words: Wording) -> PrintView:
    return PrintView()


PAGE = GalleryPage(
    "camera-stage",
    lambda: translate("Gallery", "Khung hình"),
    (
        Sample(
            lambda: translate("Gallery", "Chờ thẻ"),
            _stage(
                Frame(_CARD),
                caption=lambda: translate("CardCamera", "Đưa thẻ vào khung hình"),
                icon="id-card",
            ),
            width=400,
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Thẻ vừa làm"),
            _stage(
                Outline(_CODE, "good"),
                caption=lambda: translate("CardCamera", "Thẻ này vừa làm, mời thẻ tiếp theo"),
                icon="circle-check",
                tone="good",
            ),
            width=400,
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Chân dung, chưa đạt"),
            _stage(PortraitWindow(_WINDOW, "warn")),
            width=400,
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Chân dung, đạt"),
            _stage(PortraitWindow(_WINDOW, "good")),
            width=400,
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Chân dung, sắp tự chụp"),
            _stage(PortraitWindow(_WINDOW, "good", held=0.6)),
            width=400,
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Đang mở"),
            _empty(opening_words, "camera", "neutral"),
            width=400,
            height=_HEIGHT,
        ),
        Sample(
            lambda: translate("Gallery", "Mất máy ảnh"),
            _empty(
                lambda: translate("Gallery", "Không thấy máy ảnh."),
                "camera-off",
                "bad",
                lambda: translate("Gallery", "Cắm lại cáp của máy ảnh, rồi thử lại."),
            ),
            width=400,
            height=_HEIGHT,
        ),
        Sample(lambda: translate("Gallery", "Vân tay vừa lấy"), _print_taken),
        Sample(lambda: translate("Gallery", "Vân tay chưa đủ rõ"), _print_weak),
        Sample(lambda: translate("Gallery", "Chưa có vân tay"), _print_none),
    ),
)

"""The status bar: network, queue and devices in a word each, and the reason on a click."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton

from station_capture import Phase
from station_core.clock import local_now
from station_ui.language import LANGUAGE_NAMES
from station_ui.notices import Notice, Saying
from station_ui.outbox import Network
from station_ui.services import Work
from station_ui.style import EDGE, GRID, STATUS_HEIGHT, Tone, tone
from station_ui.widgets.part import ElidedText, Part, row, text

_SIGNS: dict[Tone, str] = {"good": "●", "warn": "▲", "bad": "▲", "neutral": "○", "accent": "●"}
_READ_S = 12.0
_NETWORK_TONES: dict[Network, Tone] = {
    Network.UNKNOWN: "neutral",
    Network.ONLINE: "good",
    Network.OFFLINE: "warn",
    Network.TROUBLED: "warn",
}


class StatusChip(QPushButton):
    """A sign and a word; its reason is told when it is pressed."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "chip")
        self._tone: Tone = "neutral"
        self._reason: Callable[[], Saying] = lambda: Saying("")
        self.clicked.connect(
            lambda _checked: self.asked.emit(Notice(self._tone, self._reason, _READ_S))
        )

    def stand(self, how: Tone, word: str, reason: Callable[[], Saying]) -> None:
        """Show how something stands."""
        self._tone, self._reason = how, reason
        self.setText(f"{_SIGNS[how]}  {word}")
        said = reason()
        self.setToolTip(f"{said.what} {said.next}".strip())
        tone(self, how)


class StatusBar(Part):
    """Always visible while somebody is signed in."""

    def __init__(self, work: Work) -> None:
        super().__init__("status")
        self.setFixedHeight(STATUS_HEIGHT)
        self._work = work
        self._waiting: int | None = None
        self.network, self.queue = StatusChip(), StatusChip()
        self.camera, self.scanner = StatusChip(), StatusChip()
        self._place = ElidedText("small")
        self._clock = text("small")
        self._language = QPushButton()
        self._language.setProperty("role", "chip")
        self._language.clicked.connect(self._switch_language)
        line = row(gap=GRID // 2)
        line.setContentsMargins(2 * GRID, 0, EDGE, 0)
        for chip in (self.network, self.queue, self.camera, self.scanner):
            chip.asked.connect(work.services.notices.show)
            line.addWidget(chip)
        line.addStretch(1)
        line.addWidget(self._place)
        line.addSpacing(GRID)
        line.addWidget(self._language)
        line.addWidget(self._clock)
        self.setLayout(line)
        for news in (
            work.outbox.changed,
            work.camera.state_changed,
            work.scanner.state_changed,
        ):
            news.connect(self.retranslate)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._show_time)
        self._tick.start(1000)
        self.retranslate()

    def show_waiting(self, count: int) -> None:
        """How many records are not with the centre yet."""
        self._waiting = count
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self._stand_network()
        self._stand_queue()
        self._stand_camera()
        self._stand_scanner()
        desk = self._work.session.settings.desk
        self._place.setText(
            self.tr("Bàn {0} · {1} · {2}").format(
                desk.code, desk.team, self._work.session.person.name
            )
        )
        self._language.setText(LANGUAGE_NAMES[self._work.services.language.other])
        self._language.setToolTip(self.tr("Đổi ngôn ngữ"))
        self._show_time()

    def _stand_network(self) -> None:
        outbox = self._work.outbox
        if outbox.sending is not None:
            self.network.stand("accent", self.tr("Đang gửi"), self._network_reason)
            return
        words = {
            Network.UNKNOWN: self.tr("Chưa rõ mạng"),
            Network.ONLINE: self.tr("Có mạng"),
            Network.OFFLINE: self.tr("Mất mạng"),
            Network.TROUBLED: self.tr("Trung tâm chưa nhận"),
        }
        how = _NETWORK_TONES[outbox.network]
        self.network.stand(how, words[outbox.network], self._network_reason)

    def _network_reason(self) -> Saying:
        outbox = self._work.outbox
        if outbox.sending is not None:
            return Saying(self.tr("Đang gửi hồ sơ về trung tâm."))
        if outbox.network is Network.ONLINE:
            return Saying(self.tr("Lần gửi gần nhất đã tới trung tâm."))
        if outbox.network is Network.UNKNOWN:
            return Saying(self.tr("Chưa có hồ sơ nào phải gửi nên chưa thử kết nối."))
        return self._work.services.words.coded(outbox.code)

    def _stand_queue(self) -> None:
        if self._waiting is None:
            word = self.tr("Đang đếm hồ sơ chờ")
        elif self._waiting:
            word = self.tr("%n hồ sơ chờ gửi", "", self._waiting)
        else:
            word = self.tr("Không có hồ sơ chờ")
        self.queue.stand("good" if self._waiting == 0 else "neutral", word, self._queue_reason)

    def _queue_reason(self) -> Saying:
        if self._waiting is None:
            return Saying(self.tr("Chưa đếm xong hồ sơ trên máy này."))
        if self._waiting == 0:
            return Saying(self.tr("Mọi hồ sơ đã tới trung tâm."))
        return Saying(
            self.tr("%n hồ sơ nằm an toàn trên máy này.", "", self._waiting),
            self.tr("Hồ sơ tự gửi khi có mạng."),
        )

    def _stand_camera(self) -> None:
        state = self._work.camera.state
        word = self.tr("Máy ảnh")
        if state.phase is Phase.LIVE:
            self.camera.stand("good", word, lambda: Saying(self.tr("Máy ảnh đang chạy.")))
        elif state.code is None:
            self.camera.stand("neutral", word, lambda: Saying(self.tr("Đang mở máy ảnh.")))
        else:
            code = state.code
            self.camera.stand("bad", word, lambda: self._work.services.words.coded(code))

    def _stand_scanner(self) -> None:
        scanner = self._work.scanner
        word = self.tr("Máy vân tay")
        if not scanner.present:
            none = self.tr("Bàn này chưa gắn máy lấy vân tay.")
            self.scanner.stand("neutral", word, lambda: Saying(none))
        elif scanner.error is not None:
            error = scanner.error
            self.scanner.stand("bad", word, lambda: self._work.services.words.saying(error))
        elif scanner.ready:
            self.scanner.stand("good", word, lambda: Saying(self.tr("Máy lấy vân tay sẵn sàng.")))
        else:
            opening = self.tr("Đang kết nối máy lấy vân tay.")
            self.scanner.stand("neutral", word, lambda: Saying(opening))

    def _switch_language(self) -> None:
        services = self._work.services
        services.preferences.language = services.language.other
        services.language.switch(services.language.other)

    def _show_time(self) -> None:
        self._clock.setText(f"{local_now():%H:%M}")

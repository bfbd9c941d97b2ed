"""A handheld scanner that stands for a keyboard: what it types is taken out of all other keys."""

from collections.abc import Callable
from time import monotonic
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from station_ui.key_burst import KeyBurst
from station_ui.typed_over import FieldBefore

_ENDS: Final = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))
_ONLY_HELD: Final = frozenset(
    (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)
)
_NOTHING: Final = frozenset((0, Qt.Key.Key_unknown))
"""A key for which the keyboard has no letter, such as one of a name with its marks."""
_KINDS: Final = {
    QEvent.Type.KeyPress: True,
    QEvent.Type.KeyRelease: True,
    QEvent.Type.ShortcutOverride: True,
    QEvent.Type.InputMethod: True,
    QEvent.Type.MouseButtonPress: False,
    QEvent.Type.MouseMove: False,
    QEvent.Type.Wheel: False,
    QEvent.Type.TouchBegin: False,
    QEvent.Type.TouchUpdate: False,
    QEvent.Type.TabletPress: False,
    QEvent.Type.TabletMove: False,
}
"""What a person does, and whether a key is pressed by it."""
_SILENCE_MS: Final = 200
"""After which a scan without Enter is over."""
_GRACE_MS: Final = 60
"""A busy moment of this computer is no silence: what came meanwhile is heard first."""
_TAIL_S: Final = 0.1
"""Enter so soon after the end is the other half of a scanner's CR LF."""


def _hides(field: QWidget | None) -> bool:
    """Whether it takes a password, which may come at any pace and hold any sign."""
    return isinstance(field, QLineEdit) and field.echoMode() is not QLineEdit.EchoMode.Normal


class KeyboardScanner(QObject):
    """Watches all keys of the program.

    A person's keys pass at once, and so do the first of a scan: a card's number. With the separator
    after it the scan is known; the number is taken out of the field it went into, and from then on
    no key reaches anything until the scan has ended with Enter or silence.
    """

    scanned = Signal(str, str)
    """What was typed, and what was seen to happen to it on its way: a `KeysFault`."""
    touched = Signal()
    """Somebody is here: a key, a touch, the mouse."""

    def __init__(self, parent: QObject, elapsed: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._elapsed = elapsed
        self._burst = KeyBurst()
        self._before: FieldBefore | None = None
        self._target: QWidget | None = None
        """Where the last key went."""
        self._text: str | None = None
        """Of the scan under way; None between scans."""
        self._fault = ""
        self._grace = False
        self._ended_at = float("-inf")
        self._ahead = 0.0
        """Of our clock before that of keys; letters of an input method bear no time."""
        self._last: tuple[QObject, tuple[int, str, int]] | None = None
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._hear_silence)

    def listen(self) -> None:
        """Begin to watch."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def stop(self) -> None:
        """Watch no more."""
        self._silence.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the keys of a scan from everything else."""
        kind = event.type()
        by_key = _KINDS.get(kind)  # one look for each of all events of the program
        if by_key is None:
            return False
        self.touched.emit()
        if not by_key:
            return False
        if kind is QEvent.Type.InputMethod:
            return self._composed(watched, cast(QInputMethodEvent, event))
        key = cast(QKeyEvent, event)
        if kind is QEvent.Type.KeyRelease:
            self._last = None  # the same letter again is another key
            return self._text is not None or self._is_tail(key)
        taken = self._pressed(watched, key)
        if taken:
            event.accept()  # else Enter would be a shortcut, and press the page's main button
        return taken

    # -- inside ------------------------------------------------------------------------------

    def _pressed(self, watched: QObject, key: QKeyEvent) -> bool:
        """A key, first where shortcuts are looked for: one that is a shortcut gets no further."""
        at = self._moment(key)
        seen = self._seen(watched, key)
        if self._text is not None:
            if not seen:
                self._go_on(key, at)
            return True
        if self._is_tail(key):
            return True
        if seen or key.key() in _ONLY_HELD:
            return False
        if not key.text().isprintable() or not key.text() or key.isAutoRepeat():
            self._forget_keys()
            return False
        return self._typed(watched, key.text(), at)

    def _composed(self, watched: QObject, event: QInputMethodEvent) -> bool:
        """Letters of an input method: a person's pass, a scanner's may be others than were sent."""
        letters = event.commitString()
        if not letters and not event.preeditString():
            return self._text is not None
        if self._text is not None:
            self._fault = "altered"
            self._text += letters
            self._listen_on()
            return True
        at = self._elapsed() - self._ahead
        taken = [self._typed(watched, letter, at, composed=True) for letter in letters]
        return any(taken)

    def _typed(self, watched: QObject, text: str, at: float, *, composed: bool = False) -> bool:
        """Let letters pass unless they make known that a scan has begun."""
        self._burst.rest(at)
        target = watched if isinstance(watched, QWidget) else QApplication.focusWidget()
        before = FieldBefore.of(target)
        if target is not self._target and (before or self._before):
            self._burst.forget()  # two fields; what a digit chooses on a page moves the cursor, too
        if self._burst.empty:
            self._before = before
        self._target = target
        for letter in text:
            scan = self._burst.add(letter, at, composed=composed, by_pace=not _hides(target))
            if scan is not None:
                QApplication.inputMethod().reset()
                if self._before is not None:
                    self._before.bring_back(scan.before)
                self._text, self._fault = scan.begun, "altered" if scan.composed else ""
                self._listen_on()
                return True
        return False

    def _go_on(self, key: QKeyEvent, at: float) -> None:
        if key.key() in _ENDS:
            self._ended_at = at
            self._end()
            return
        text = key.text()
        if key.key() == Qt.Key.Key_Backspace:
            self._fault = "altered"
        elif key.key() in _NOTHING and not text:
            self._fault = self._fault or "lost"
        self._text = (self._text or "") + "".join(
            letter for letter in text if letter.isprintable() or letter == "\t"
        )
        self._listen_on()

    def _listen_on(self) -> None:
        self._grace = False
        self._silence.start(_SILENCE_MS)

    def _hear_silence(self) -> None:
        if self._grace:
            self._end()
        else:
            self._grace = True
            self._silence.start(_GRACE_MS)

    def _end(self) -> None:
        self._silence.stop()
        text, fault = self._text or "", self._fault
        self._text, self._fault = None, ""
        self._forget_keys()
        self.scanned.emit(text, fault)

    def _forget_keys(self) -> None:
        """Keep neither letters nor what a field held: it may be a password."""
        self._burst.forget()
        self._target = self._before = self._last = None

    def _moment(self, key: QKeyEvent) -> float:
        """When a key was pressed, by the system's clock where it tells: not when it is handled."""
        if not key.timestamp():
            return self._elapsed()
        at = key.timestamp() / 1e3
        self._ahead = self._elapsed() - at
        return at

    def _is_tail(self, key: QKeyEvent) -> bool:
        return key.key() in _ENDS and 0 <= self._moment(key) - self._ended_at <= _TAIL_S

    def _seen(self, watched: QObject, key: QKeyEvent) -> bool:
        """Whether this key was seen before.

        It comes as a shortcut first, then as a key, to the window and to every widget around the
        one it is for.
        """
        same = (key.key(), key.text(), key.timestamp())
        before, self._last = self._last, (watched, same)
        if not key.timestamp() and key.type() is QEvent.Type.ShortcutOverride:
            self._last = before
            return True  # made by a program: it comes as a key in any case
        if before is None or before[1] != same:
            return False
        receiver = before[0]
        if key.timestamp():
            return True
        if not (isinstance(watched, QWidget) and isinstance(receiver, QWidget)):
            return False
        return isValid(receiver) and watched is not receiver and watched.isAncestorOf(receiver)

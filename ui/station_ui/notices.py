"""What the notice bar says: one thing at a time, never a modal window."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from station_ui.style import Tone


@dataclass(frozen=True)
class Saying:
    """One notice in the current language."""

    what: str
    next: str = ""
    code: str = ""


@dataclass(frozen=True)
class Notice:
    """A notice; `say` is asked again when the language changes."""

    tone: Tone
    say: Callable[[], Saying]
    seconds: float = 0.0
    """How long it stays by itself; 0: until it is answered or replaced."""


class Notices(QObject):
    """Where every part of the program leaves what the operator should know."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.current: Notice | None = None

    def show(self, notice: Notice) -> None:
        """Show a notice in place of the one before."""
        self.current = notice
        self.changed.emit(notice)

    def clear(self) -> None:
        """Take the notice away."""
        if self.current is not None:
            self.current = None
            self.changed.emit(None)

    def clear_bad(self) -> None:
        """Take the notice of a failure away: what failed has been done since."""
        if self.current is not None and self.current.tone == "bad":
            self.clear()

    def good(self, what: Callable[[], str]) -> None:
        """Say for a few seconds that something is done."""
        self.show(Notice("good", lambda: Saying(what()), seconds=6.0))

    def tell(self, what: Callable[[], str], tone: Tone = "neutral") -> None:
        """Say how something stands, until it is answered."""
        self.show(Notice(tone, lambda: Saying(what())))

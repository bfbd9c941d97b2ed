"""What the operator is told: one notice that stays, and short news that go by themselves."""

from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from station_ui.icon import MaybeIcon
from station_ui.tokens import Tone

_READ_S: Final = 6.0
_DECIDE_S: Final = 10.0
"""Longer where there is something to decide."""


class Saying(NamedTuple):
    """One notice in the current language."""

    what: str
    next: str = ""
    code: str = ""


class Offer(NamedTuple):
    """Something that can be done about it, or undone."""

    name: Callable[[], str]
    act: Callable[[], None]
    icon: MaybeIcon = ""


class Notice(NamedTuple):
    """A notice; `say` is asked again when the language changes."""

    tone: Tone
    say: Callable[[], Saying]
    seconds: float = 0.0
    """How long it stays by itself; 0: until it is answered or replaced."""
    offer: Offer | None = None
    of_page: bool = False
    """Whether it is about what the page tried: it is past when that is done, or the page left."""


class Notices(QObject):
    """Where every part of the program leaves what the operator should know.

    What stays and what goes by itself do not replace each other.
    """

    changed = Signal(object)
    news_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.current: Notice | None = None
        self.news: Notice | None = None

    def show(self, notice: Notice) -> None:
        """Show a notice in place of the one of its kind before."""
        if notice.seconds:
            self.news = notice
            self.news_changed.emit(notice)
        else:
            self.current = notice
            self.changed.emit(notice)

    def clear(self) -> None:
        """Take the notice away."""
        if self.current is not None:
            self.current = None
            self.changed.emit(None)

    def clear_page(self) -> None:
        """Take a notice about the page away; one about the desk stays until it is answered."""
        if self.current is not None and self.current.of_page:
            self.clear()

    def clear_news(self) -> None:
        """Take the news away: they are of a citizen who has gone."""
        if self.news is not None:
            self.news = None
            self.news_changed.emit(None)

    def good(self, what: Callable[[], str], offer: Offer | None = None) -> None:
        """Say for a few seconds that something is done, and how it is undone or goes on."""
        seconds = _READ_S if offer is None else _DECIDE_S
        self.show(Notice("good", lambda: Saying(what()), seconds, offer))

    def tell(self, what: Callable[[], str], tone: Tone = "neutral") -> None:
        """Say how something on the page stands, until it is answered or past."""
        self.show(Notice(tone, lambda: Saying(what()), of_page=True))

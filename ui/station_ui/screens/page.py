"""What a page of the visit is: a stage, its guidance, and what can be done on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal

from station_ui.icon import Glyph
from station_ui.services import Work
from station_ui.theme import measures, tone
from station_ui.tokens import Space, Tone
from station_ui.widgets.part import Part, column, framed, row, scrolled, text
from station_ui.widgets.reading_order import first_stop
from station_ui.widgets.sign_list import SignList

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QBoxLayout

    from station_capture import Pixels
    from station_core.messages import Kind
    from station_ui.widgets.confirm_sheet import Answer
    from station_ui.widgets.part import Item


_LOOK_AT_IT_MS: Final = 400
"""What comes into view stands there this long before Enter takes it as seen."""


class Guide(Part):
    """The right-hand side: what to do on this page, one thing at a time, read from a metre."""

    def __init__(self) -> None:
        super().__init__("guide")
        self._sign = Glyph(size=Space.GROUP)
        self._sign.hide()
        self.headline = text("title", wrap=True)
        self.lead = text("lead", wrap=True)
        self.returned = SignList()
        """What the centre has to say about this page, where it returned the record."""
        self.body = column(gap=Space.SMALL)
        """What scrolls where there is little room; `foot` stays in sight."""
        # A little lower: in the middle of the first line, however many there are.
        head = row(column(Space.HAIR, self._sign, None, gap=Space.NONE), self.headline)
        head.setStretch(1, 1)
        self.foot = column(gap=Space.SMALL)
        inner = column(head, self.lead, self.returned, Space.SMALL, self.body, gap=Space.SMALL)
        inner.setStretch(inner.count() - 1, 1)
        self._column = column(scrolled(framed(inner)), self.foot, gap=Space.SMALL)
        self.setLayout(self._column)
        self.measure()

    def measure(self) -> None:
        """A narrower edge where there is little room."""
        edge = Space(measures().edge)
        self._column.setContentsMargins(edge, edge, edge, edge)

    def say(self, headline: str, lead: str = "", how: Tone = "neutral") -> None:
        """Say what is to be done, with the sign of its state."""
        self.headline.setText(headline)
        tone(self.headline, how)
        self._sign.setVisible(how != "neutral")
        self._sign.show_state(how)
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))

    def show_returned(self, said: str) -> None:
        """Say why the centre returned the record; nothing to take it back."""
        self.returned.show_lines([("warn", said)] if said else ())
        self.returned.setVisible(bool(said))


class Page(Part):
    """One page; the visit screen shows it, its guide and its actions together."""

    asked = Signal(object)
    """A `Question` to be answered, or a `PhotoWanted`, before the page goes on."""
    rebuilt = Signal()
    """There are other controls in it than before: the Tab key has a new way."""

    def __init__(self, work: Work) -> None:
        super().__init__("screen")
        self.work = work
        self.flow = work.flow
        self.words = work.services.words
        self.guide = Guide()
        self.primary: QAction | None = None
        self.others: list[QAction] = []
        self._stage: QBoxLayout | None = None
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AT_IT_MS)
        self._look.timeout.connect(self.refresh)

    def fill(self, stage: "Item") -> None:
        """Have something fill the stage, up to the edge the window's measures leave."""
        self._stage = column(stage)
        self.setLayout(self._stage)
        self.measure()

    def measure(self) -> None:
        """A narrower edge where there is little room."""
        if self._stage is not None:
            edge = Space(measures().edge)
            self._stage.setContentsMargins(edge, edge, edge, edge)

    def appear(self) -> None:
        """What stands here now is new: a second Enter, pressed for what stood before, is not its.

        Called for a page that comes into view; a page calls it when it shows something else.
        """
        self._look.start()

    def offer_primary(self, ready: bool = True) -> None:
        """Let the main action be taken, if nothing is being saved and its page has been seen."""
        if self.primary is not None:
            self.primary.setEnabled(ready and not self.flow.busy and not self._look.isActive())

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """From the page itself, which is no stop, the Tab key leads to what is read next."""
        stop = first_stop(self, self.guide) if forward and self.hasFocus() else None
        if stop is None:
            return super().focusNextPrevChild(forward)
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def enter(self) -> None:
        """The page comes into view."""

    def refresh(self) -> None:
        """The visit, or whether something is being saved, changed."""
        self.offer_primary()

    def leave(self) -> None:
        """Another page comes into view; what was typed here stays."""

    def rest(self) -> None:
        """The screen is locked: what is typed is kept, no device is looked at."""

    def wake(self) -> None:
        """The screen is unlocked, and the page as it was."""

    def forget(self) -> None:
        """The visit is over or left open: nothing of its citizen may wait here for the next."""


@dataclass(frozen=True)
class Question:
    """Something that needs a reason."""

    title: Callable[[], str]
    why: Callable[[], str]
    answer: "Callable[[Answer], None]"
    choices: tuple[str, ...] = ()
    """Codes of a table of reasons; none: the reason is typed."""
    table: "Kind" = "reason"
    """Which table."""
    says: Mapping[str, Callable[[], str]] | None = None
    """The words of the choices, where no table has them."""
    first: str = ""
    """The choice that is made from the beginning."""
    own: str = ""
    """The code of the choice whose reason is typed."""
    deed: Callable[[], str] | None = None
    """What the answer does, where it deletes: the button says it, and looks so."""
    for_all: Callable[[], str] | None = None
    """The words of a switch that extends the answer to all that is left."""
    mark: Callable[[], str] | None = None
    """The words of a switch that says more about the answer."""
    marks: tuple[str, ...] = ()
    """The choices of which it is asked."""
    guide: Callable[[], tuple[str, str]] | None = None
    """Headline and line of the guide, where no reason is asked for."""


@dataclass(frozen=True)
class PhotoWanted:
    """A picture of something on this citizen that explains a gap in the record."""

    title: Callable[[], str]
    keep: "Callable[[Pixels], None]"
    """Called with the picture, BGR."""

"""The action bar: what can be done now, the main thing at the bottom right and on Enter."""

from collections.abc import Callable, Sequence
from typing import Final, Literal, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from station_ui.icon import MaybeIcon
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.button import Button, Kind
from station_ui.widgets.part import Part

ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ICON_PROPERTY: Final = "icon_name"

Dress = Literal["full", "no_icon", "no_word", "word"]
_DRESSES: Final[tuple[tuple[Dress, Dress], ...]] = (
    ("full", "full"),
    ("full", "no_icon"),
    ("no_word", "no_icon"),
    ("no_word", "word"),
)
"""From the widest to the narrowest: of what is always there, and of what the page adds.

Keys go last, and the words of a page never: they are what is read.
"""
_ALWAYS: Final[Kind] = "quiet"


def action(owner: QWidget, act: Callable[[], None], *keys: Qt.Key, icon: MaybeIcon = "") -> QAction:
    """Something that can be done on a page while it is shown, by its button or its keys.

    Held keys do not repeat it: one press is one act.
    """
    made = QAction(owner)
    made.setShortcuts([QKeySequence(key) for key in keys])
    made.setAutoRepeat(False)
    made.setProperty(_ICON_PROPERTY, icon)
    made.triggered.connect(lambda _checked: act())
    owner.addAction(made)
    return made


def show_icon(of: QAction, icon: MaybeIcon) -> None:
    """Give an action another icon, where what it does has become another thing."""
    if of.property(_ICON_PROPERTY) != icon:
        of.setProperty(_ICON_PROPERTY, icon)
        of.changed.emit()


class ActionButton(Button):
    """The button of an action, with its key shown beside its name."""

    def __init__(self, of: QAction, parent: QWidget, kind: Kind = "plain") -> None:
        super().__init__(kind, parent=parent)
        self.of = of
        self._dress: Dress = "full"
        self.clicked.connect(lambda _checked: of.trigger())
        of.changed.connect(self._follow)
        self._follow()

    def retire(self) -> None:
        """Follow the action no longer, and go."""
        self.of.changed.disconnect(self._follow)
        self.hide()
        self.deleteLater()

    def wear(self, dress: Dress) -> None:
        """Show icon and key, or only what there is room for; the key is then in the tooltip."""
        self._dress = dress
        self._follow()

    def _follow(self) -> None:
        of, key = self.of, key_name(self.of)
        self.setText("" if self._dress == "no_word" else of.text())
        icon = cast("MaybeIcon", of.property(_ICON_PROPERTY) or "")  # Qt forgets the type
        self.show_icon(icon if self._dress in {"full", "no_word"} else "")
        self.show_key("" if self._dress == "word" else key)
        self.setAccessibleName(of.text())
        self.setAccessibleDescription(key)
        about = of.toolTip() if of.toolTip() != of.text() else ""
        self.setToolTip(about or (f"{of.text()} ({key})" if key else ""))
        self.setEnabled(of.isEnabled())
        self.setVisible(of.isVisible())


class ActionBar(Part):
    """The row of buttons below the stage.

    What is always there stands on the left, where it never moves; what the page adds stands beside
    the main action.
    """

    def __init__(self) -> None:
        super().__init__("actions")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(Space.SMALL)
        self.above = 0
        """The room kept above the buttons."""
        self._buttons: list[ActionButton] = []
        self.primary: ActionButton | None = None
        # What does not fit is worn narrower: it never makes the window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.measure()

    def button(self, of: QAction) -> ActionButton | None:
        """The button that stands for an action now."""
        return next((one for one in self._buttons if one.of is of), None)

    def show_actions(
        self, others: Sequence[QAction], primary: QAction | None, always: Sequence[QAction] = ()
    ) -> None:
        """Show these actions in place of the ones before."""
        for button in self._buttons:
            button.of.changed.disconnect(self._fit)
            button.retire()
        while self._row.count():
            self._row.takeAt(0)
        self._buttons = []
        for one in always:
            self._add(one, _ALWAYS)
        self._row.addStretch(1)
        for one in others:
            self._add(one, "plain")
        self.primary = self._add(primary, "primary") if primary else None
        self._fit()
        self._row.activate()  # at once: nothing of a new button is seen before it has its place

    def keep_above(self, height: int) -> None:
        """Keep room above the buttons: the page ends higher, and nothing lies over it."""
        self.above = height
        self.measure()

    def measure(self) -> None:
        """As high as the window allows."""
        self.setFixedHeight(measures().actions + self.above)
        edge = Space(measures().edge)
        # The words of the first button stand at the edge: it has no line of its own to stand there.
        first = Space.SMALL if edge == Space.GROUP else Space.NONE
        self._row.setContentsMargins(first, self.above, edge, Space.NONE)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wear what fits."""
        super().resizeEvent(event)
        self._fit()

    def _add(self, one: QAction, kind: Kind) -> ActionButton:
        button = ActionButton(one, self, kind)
        self._row.addWidget(button)
        self._buttons.append(button)
        one.changed.connect(self._fit)
        return button

    def _fit(self) -> None:
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        shown = [button for button in self._buttons if button.of.isVisible()]
        for always, added in _DRESSES:
            for button in self._buttons:
                button.wear(always if button.kind == _ALWAYS else added)
            wide = sum(button.sizeHint().width() + Space.SMALL for button in shown)
            if wide <= room:
                break
        self._row.activate()  # not a moment in which words are cut


def key_name(of: QAction) -> str:
    """The first key of an action as it is printed on a keyboard."""
    keys = of.shortcuts()
    if not keys:
        return ""
    if keys[0] == QKeySequence(Qt.Key.Key_Return):
        return "⏎"
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText)

"""The action bar: what can be done now, the main thing at the bottom right and on Enter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from station_ui.style import ACTIONS_HEIGHT, EDGE, GRID
from station_ui.widgets.part import Part

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def action(owner: QWidget, act: Callable[[], None], *keys: Qt.Key) -> QAction:
    """Something that can be done on a page while it is shown, by its button or its keys.

    Held keys do not repeat it: one press is one act.
    """
    made = QAction(owner)
    made.setShortcuts([QKeySequence(key) for key in keys])
    made.setAutoRepeat(False)
    made.triggered.connect(lambda _checked: act())
    owner.addAction(made)
    return made


class ActionButton(QPushButton):
    """The button of an action, with its key written beside its name."""

    def __init__(self, of: QAction, parent: QWidget, role: str = "plain") -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.of = of
        self.clicked.connect(lambda _checked: of.trigger())
        of.changed.connect(self._follow)
        self._follow()

    def retire(self) -> None:
        """Follow the action no longer, and go."""
        self.of.changed.disconnect(self._follow)
        self.hide()
        self.deleteLater()

    def _follow(self) -> None:
        of = self.of
        key = key_name(of)
        self.setText(f"{of.text()}   {key}" if key else of.text())
        self.setAccessibleName(of.text())
        self.setToolTip(of.toolTip() if of.toolTip() != of.text() else "")
        self.setEnabled(of.isEnabled())
        self.setVisible(of.isVisible())


class ActionBar(Part):
    """The row of buttons below the stage."""

    def __init__(self) -> None:
        super().__init__("actions")
        self.setFixedHeight(ACTIONS_HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(EDGE, 0, EDGE, 0)
        self._row.setSpacing(GRID)
        self._buttons: list[ActionButton] = []
        self.primary: ActionButton | None = None

    def button(self, of: QAction) -> ActionButton | None:
        """The button that stands for an action now."""
        return next((one for one in self._buttons if one.of is of), None)

    def show_actions(self, others: Sequence[QAction], primary: QAction | None) -> None:
        """Show these actions in place of the ones before."""
        for button in self._buttons:
            button.retire()
        while self._row.count():
            self._row.takeAt(0)
        self._buttons = [ActionButton(one, self) for one in others]
        for button in self._buttons:
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.primary = ActionButton(primary, self, "primary") if primary else None
        if self.primary is not None:
            self._row.addWidget(self.primary)
            self._buttons.append(self.primary)


def key_name(of: QAction) -> str:
    """The first key of an action as it is printed on a keyboard."""
    keys = of.shortcuts()
    if not keys:
        return ""
    if keys[0] == QKeySequence(Qt.Key.Key_Return):
        return "⏎"
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText)

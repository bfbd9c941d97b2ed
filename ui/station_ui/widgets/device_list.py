"""The devices of one kind to choose from, the one in use marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup

from station_ui.icon import Icon
from station_ui.tokens import Space, Tone
from station_ui.widgets.button import Button
from station_ui.widgets.part import Part, column, emptied, text


@dataclass(frozen=True)
class DeviceLine:
    """One device."""

    source: str
    name: str
    say: Callable[[], str]
    """How it stands, or what tells it from another; asked for again with another language."""
    tone: Tone = "neutral"


class DeviceList(Part):
    """Each device a button; the one in use has a tick, a frame and a fill."""

    chosen = Signal(str)
    """The source of another one."""

    def __init__(self, icon: Icon, title: Callable[[], str], none: Callable[[], str]) -> None:
        super().__init__()
        self._icon: Icon = icon
        self._say_title, self._say_none = title, none
        self._devices: tuple[DeviceLine, ...] = ()
        self._used = ""
        self._title, self._none = text("label"), text("muted", wrap=True)
        self._rows = column(gap=Space.SMALL)
        self._group = QButtonGroup(self)
        self.rows: dict[str, Button] = {}
        self.setLayout(column(Space.SMALL, self._title, self._none, self._rows, gap=Space.SMALL))
        self.retranslate()

    def show_devices(self, devices: Sequence[DeviceLine], used: str) -> None:
        """Offer these; rows that stay keep the cursor."""
        before = [one.source for one in self._devices]
        self._devices, self._used = tuple(devices), used
        if before != [one.source for one in self._devices]:
            self._build()
        self.retranslate()

    def retranslate(self) -> None:
        """Say how they stand."""
        self._title.setText(self._say_title())
        self._none.setText(self._say_none())
        self._none.setVisible(not self._devices)
        for one in self._devices:
            self._show(one, self.rows[one.source])

    def _build(self) -> None:
        for old in self.rows.values():
            self._group.removeButton(old)
        emptied(self._rows)
        self.rows = {one.source: self._row(one.source) for one in self._devices}
        for row in self.rows.values():
            self._rows.addWidget(row)

    def _row(self, source: str) -> Button:
        button = Button("choice", self._icon)
        button.setCheckable(True)
        self._group.addButton(button)
        button.clicked.connect(lambda _checked: self._take(source))
        return button

    def _show(self, one: DeviceLine, row: Button) -> None:
        used = one.source == self._used
        said = one.say()
        row.setText(one.name or one.source)
        row.show_detail(said)
        row.show_icon("check" if used else self._icon)
        row.setChecked(used)
        row.setAccessibleName(one.name or one.source)
        row.setAccessibleDescription(said)
        row.setToolTip(f"{one.name}\n{said}")
        row.show_tone(one.tone)

    def _take(self, source: str) -> None:
        used = self._used
        self.rows.get(used, self.rows[source]).setChecked(True)  # until it is really in use
        if source != used:
            self.chosen.emit(source)

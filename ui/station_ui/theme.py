"""The running look: scheme and measures of now, the palette and the style sheet made from them."""

import sys
from dataclasses import dataclass
from typing import Final, Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from station_ui.sheet import style_sheet
from station_ui.tokens import (
    COLOURS,
    FAMILIES,
    ROOMY,
    ROOMY_FROM,
    Colours,
    Measures,
    Role,
    Scheme,
    Tone,
    Weight,
    measures_for,
)

Choice = Literal["system", "light", "dark", "contrast"]
CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)

_PALETTE: Final[tuple[tuple[QPalette.ColorRole, Role], ...]] = (
    (QPalette.ColorRole.Window, "ground"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "ground"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.ToolTipBase, "text"),
    (QPalette.ColorRole.ToolTipText, "surface"),
    (QPalette.ColorRole.Highlight, "action"),
    (QPalette.ColorRole.HighlightedText, "on_action"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Mid, "outline"),
    (QPalette.ColorRole.Dark, "border"),
)
_DISABLED: Final = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


def application() -> QApplication:
    """The application, in Qt's Fusion style.

    The style is named as it is made: to set one later loads all that Qt knows of styles, which the
    sign-in screen would wait for.
    """
    app = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "Fusion"])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody made another kind
    return app


@dataclass
class _Now:
    """The look that is worn now. The application's palette is as global as this."""

    scheme: Scheme
    measures: Measures

    @property
    def colours(self) -> Colours:
        return COLOURS[self.scheme]


_NOW: Final = _Now("light", ROOMY)


class Theme(QObject):
    """Dresses the application: once at the start, and anew only when the look changes.

    Every widget is drawn anew then, and each `Part` measures itself anew. `room` is what the first
    window will have: the style sheet is made for it, so that it is not made twice.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, choice: Choice = "system", room: tuple[int, int] = ROOMY_FROM
    ) -> None:
        super().__init__(app)
        self._app = app
        self.choice: Choice = choice
        app.setFont(font(ROOMY.body))
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: self._follow_system())
        hints.accessibility().contrastPreferenceChanged.connect(lambda _kind: self._follow_system())
        self._tell_system()
        _NOW.scheme, _NOW.measures = self._wanted(), measures_for(*room)
        self._dress()

    @property
    def scheme(self) -> Scheme:
        """The scheme that is worn now."""
        return _NOW.scheme

    def choose(self, choice: Choice) -> None:
        """Wear another scheme, or follow the system's."""
        self.choice = choice
        self._tell_system()
        self._wear(self._wanted(), _NOW.measures)

    def fit(self, width: int, height: int) -> None:
        """Follow the room a window has, in pixels of 100 %."""
        self._wear(_NOW.scheme, measures_for(width, height))

    # -- inside ------------------------------------------------------------------------------

    def _wanted(self) -> Scheme:
        return system_scheme() if self.choice == "system" else self.choice

    def _follow_system(self) -> None:
        if self.choice == "system":
            self._wear(system_scheme(), _NOW.measures)

    def _tell_system(self) -> None:
        """So that the window's own title bar goes with the rest."""
        hints = QGuiApplication.styleHints()
        if self.choice == "system":
            hints.unsetColorScheme()
        elif self.choice == "light":
            hints.setColorScheme(Qt.ColorScheme.Light)
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark)

    def _wear(self, scheme: Scheme, measures: Measures) -> None:
        if scheme != _NOW.scheme or measures is not _NOW.measures:
            _NOW.scheme, _NOW.measures = scheme, measures
            self._dress()
            self.changed.emit()

    def _dress(self) -> None:
        palette = QPalette()
        for part, role in _PALETTE:
            palette.setColor(part, colour(role))
        for part in _DISABLED:
            palette.setColor(QPalette.ColorGroup.Disabled, part, colour("disabled"))
        # Over an old sheet Qt dresses each widget once for every widget around it: a second's work.
        self._app.setStyleSheet("")
        self._app.setPalette(palette)
        self._app.setStyleSheet(style_sheet(_NOW.colours, _NOW.measures))


def system_scheme() -> Scheme:
    """What the system asks for."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def colour(role: Role, alpha: float = 1.0) -> QColor:
    """A colour of the scheme that is worn now, for what is painted by hand."""
    made = QColor(getattr(_NOW.colours, role))
    made.setAlphaF(alpha)
    return made


def measures() -> Measures:
    """The measures that are worn now."""
    return _NOW.measures


def motion() -> bool:
    """Whether something may be seen moving: not where the system asks for less of it."""
    if QGuiApplication.platformName() == "offscreen":
        return False  # pictures of the screen are taken of what stands still
    from PySide6.QtWidgets import QStyle  # noqa: PLC0415 - the sign-in screen does not wait for it

    wanted = QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
    return wanted > 0


def font(pixels: int, weight: Weight = Weight.PLAIN) -> QFont:
    """The program's type at a size of the scale, with figures of equal width."""
    made = QFont(FAMILIES)  # Qt takes the first that is there, without listing them all
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(int(weight)))
    made.setFeature(QFont.Tag.fromString("tnum"), 1)
    return made


def tone(widget: QWidget, value: Tone) -> None:
    """Give a widget another tone and have it drawn anew."""
    mark(widget, "tone", value)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet asks for, and have the widget drawn anew."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is yet to be
            widget.style().unpolish(widget)
            widget.style().polish(widget)

"""A few figures as bars, each with its number; said in words to those who do not see them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from station_ui.formats import shown_count
from station_ui.theme import colour, font, measures
from station_ui.tokens import Space, Weight
from station_ui.widgets.empty_state import EmptyState
from station_ui.widgets.part import Part, column, framed, text

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_TALL: Final = 200
_BAR: Final = 0.64
"""Of the room a bar has."""
_LEAST: Final = 12
"""Fewer bars stand at the left and are no wider than so many would be."""
_HEADROOM: Final = 1.25
"""Over the highest bar, for its number."""
Load = Callable[[Callable[[], None]], None]
"""Has charts loaded, then calls back on the GUI thread."""


@dataclass(frozen=True)
class Bar:
    """One figure of a chart."""

    name: str
    """Below the bar: an hour, a day."""
    figure: int


def load_charts() -> None:
    """Load what draws charts: it takes a second, so whoever can does it beside the screen."""
    import pyqtgraph as pg  # noqa: PLC0415 - no other screen waits for it

    pg.setConfigOptions(antialias=True, exitCleanup=False)


def _load_here(done: Callable[[], None]) -> None:
    load_charts()
    done()


class ChartCard(Part):
    """A title and bars, or a line saying that there is nothing to draw yet."""

    def __init__(self, load: Load = _load_here) -> None:
        super().__init__("card")
        self._load = load
        self._asked = False
        self._plot: Any = None
        self._bars: tuple[Bar, ...] = ()
        self._title, self._lead = text("heading"), text("muted", wrap=True)
        self.empty = EmptyState("chart-column")
        self.canvas = QWidget()
        self._stack = QStackedLayout()
        self._place = column(self.canvas)
        for page in (framed(self._place), self.empty):
            self._stack.addWidget(page)
        body = framed(self._stack)
        body.setFixedHeight(_TALL)
        self.setLayout(column(self._title, self._lead, body, margins=Space.LARGE))
        self._lead.hide()

    def show_words(self, title: str, lead: str = "") -> None:
        """Say what is drawn, and the one thing to see in it."""
        self._title.setText(title)
        self._lead.setText(lead)
        self._lead.setVisible(bool(lead))
        self._tell()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Draw these in place of the ones before."""
        self._bars = tuple(bars)
        self._stack.setCurrentIndex(0 if any(bar.figure for bar in bars) else 1)
        self._tell()
        self._draw()

    def showEvent(self, event: "QShowEvent") -> None:  # noqa: N802 - Qt's name
        """Load the charts when the first one is seen."""
        if not self._asked:
            self._asked = True
            self._load(self._begin)
        super().showEvent(event)

    def measure(self) -> None:
        """Draw anew: colours and type of a chart are its own."""
        self._draw()

    # -- inside ------------------------------------------------------------------------------

    def _begin(self) -> None:
        import pyqtgraph as pg  # noqa: PLC0415 - see load_charts

        plot = pg.PlotWidget()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.hideAxis("left")
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot = plot
        self._place.replaceWidget(self.canvas, plot)
        self.canvas.hide()
        self.canvas.deleteLater()
        self.canvas = plot
        self._tell()
        self._draw()

    def _draw(self) -> None:
        plot = self._plot
        if plot is None or not self._bars:
            return
        import pyqtgraph as pg  # noqa: PLC0415 - see load_charts

        plot.clear()
        plot.setBackground(colour("surface"))
        figures = {at: bar.figure for at, bar in enumerate(self._bars) if bar.figure}
        plot.addItem(
            pg.BarGraphItem(
                x=list(figures),
                height=list(figures.values()),
                width=_BAR,
                pen=None,
                brush=colour("accent"),
            )
        )
        for place, figure in figures.items():
            plot.addItem(_number(pg, place, figure))
        axis = plot.getAxis("bottom")
        axis.setTicks([[(place, bar.name) for place, bar in enumerate(self._bars)]])
        axis.setStyle(tickLength=0, tickFont=font(measures().small))
        axis.setPen(colour("outline"))
        axis.setTextPen(colour("muted"))
        plot.setXRange(-0.5, max(len(self._bars), _LEAST) - 0.5, padding=0)
        plot.setYRange(0, max(figures.values(), default=1) * _HEADROOM, padding=0)

    def _tell(self) -> None:
        said = [self.tr("{0}: {1}").format(bar.name, shown_count(bar.figure)) for bar in self._bars]
        self.canvas.setAccessibleName(self._title.text())
        self.canvas.setAccessibleDescription("; ".join(said))


def _number(pg: Any, place: int, figure: int) -> Any:  # noqa: ANN401 - ships no types
    shown = pg.TextItem(shown_count(figure), anchor=(0.5, 1))
    shown.setFont(font(measures().small, Weight.STRONG))
    shown.setColor(colour("text"))
    shown.setPos(place, figure)
    return shown

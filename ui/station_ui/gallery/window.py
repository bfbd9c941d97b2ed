"""The gallery: pages on the left, one widget in all its states on the right."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from station_ui.gallery.page import GalleryPage, Sample
from station_ui.gallery.pages import pages
from station_ui.language import LanguageSwitch
from station_ui.theme import Theme, measures
from station_ui.tokens import ROOMY, WINDOW, WINDOW_LEAST, Space
from station_ui.widgets.button import Button
from station_ui.widgets.display_panel import DisplayPanel
from station_ui.widgets.part import ElidedText, Part, column, framed, row, scrolled, text
from station_ui.widgets.popover import Popover
from station_ui.wording import Wording


class GalleryWindow(Part):
    """Shows one page; language and colours are switched while it is looked at."""

    def __init__(self, language: LanguageSwitch, theme: Theme) -> None:
        super().__init__("window")
        self._language, self._theme = language, theme
        self._words = Wording(language)
        self.pages = tuple(pages())
        self.page = self.pages[0]
        self._links: dict[str, Button] = {}
        self._title = ElidedText("title")
        self.stage = scrolled(QWidget())
        self._looks, self._display = Button("item", "palette"), DisplayPanel()
        self._popover = Popover(self)
        self._looks.clicked.connect(lambda _checked: self._open_display())
        self._display.language_chosen.connect(language.switch)
        self._display.scheme_chosen.connect(theme.choose)
        theme.changed.connect(self.retranslate)  # one column where there is little room
        self._lay_out()
        self.setMinimumSize(*WINDOW_LEAST)
        self.resize(*WINDOW)
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wear the measures of the room there is, as the program does."""
        super().resizeEvent(event)
        self._theme.fit(self.width(), self.height())

    def open(self, page: GalleryPage) -> None:
        """Show a page."""
        self.page = page
        self.retranslate()

    def retranslate(self) -> None:
        """Build the page anew: its samples are made in the language of the screen."""
        self.setWindowTitle(f"CCCD Station · {self.page.title()}")
        self._title.setText(self.page.title())
        for page in self.pages:
            self._links[page.slug].setText(page.title())
            self._links[page.slug].setToolTip(page.title())
            self._links[page.slug].setChecked(page is self.page)
        self._looks.setText(self.tr("Hiển thị"))
        self._looks.setAccessibleName(self._looks.text())
        self.stage.setWidget(page_body(self.page, self._words))

    def _lay_out(self) -> None:
        links = column(gap=Space.NONE, margins=Space.SMALL)
        for page in self.pages:
            link = Button("item")
            link.setCheckable(True)
            link.clicked.connect(lambda _checked, page=page: self.open(page))
            self._links[page.slug] = link
            links.addWidget(link)
        links.addStretch(1)
        foot = column(self._looks, gap=Space.NONE, margins=Space.SMALL)
        lines = column(scrolled(framed(links)), Part("line"), framed(foot), gap=Space.NONE)
        side = framed(lines, "nav")
        side.setFixedWidth(ROOMY.rail)
        top = row(self._title, gap=Space.NONE)
        top.setContentsMargins(Space.GROUP, Space.MEDIUM, Space.GROUP, Space.MEDIUM)
        right = column(framed(top, "header"), self.stage, gap=Space.NONE)
        self.setLayout(row(side, framed(right), gap=Space.NONE))

    def _open_display(self) -> None:
        self._display.show_choice(self._language.code, self._theme.choice)
        self._popover.open(self._looks, self._display, beside=True)


def page_body(page: GalleryPage, words: Wording) -> Part:
    """All samples of a page, each under the name of its state."""
    grid, columns = QGridLayout(), 2 if measures().roomy else 1
    grid.setContentsMargins(Space.GROUP, Space.GROUP, Space.GROUP, Space.GROUP)
    grid.setSpacing(Space.LARGE)
    line = place = 0
    for sample in page.samples:
        if place and (sample.wide or place == columns):
            line, place = line + 1, 0
        grid.addWidget(shown(sample, words), line, place, 1, columns if sample.wide else 1)
        place += columns if sample.wide else 1
    grid.setRowStretch(line + 1, 1)
    for index in range(columns):
        grid.setColumnStretch(index, 1)
    return framed(grid)


def shown(sample: Sample, words: Wording) -> Part:
    """A sample under the name of its state, as large as it asks to be."""
    name = text("label")
    name.setText(sample.state())
    widget = sample.build(words)
    if sample.width is not None:
        widget.setFixedWidth(sample.width)
    if sample.height is not None:
        widget.setFixedHeight(sample.height)
    whole_width = sample.wide and sample.width is None
    # A line of its own: only there Qt asks how high the widget is at the width it really gets.
    line = row(widget, gap=Space.NONE) if whole_width else row(widget, None, gap=Space.NONE)
    lines = column(name, gap=Space.MEDIUM)
    lines.addLayout(line)
    lines.addStretch(1)
    whole = framed(lines)
    whole.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return whole

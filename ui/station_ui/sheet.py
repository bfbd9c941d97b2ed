"""The one style sheet, made from the tokens: labels, frames, inputs, tables.

A widget names its part with the dynamic property ``role`` (and ``tone`` for states). Buttons and
pictures paint themselves with the same tokens.
"""

from string import Template
from typing import Final

from station_ui.tokens import TOUCH, Colours, Measures, Radius

_SHEET: Final = Template("""
* { font-size: ${body}px; color: $text; }
QWidget[role="window"], QWidget[role="screen"] { background: $ground; }
QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] {
    background: transparent; border: none;
}

/* Marks over Vietnamese capitals rise above the line that the font names as its own. */
QLabel { background: transparent; qproperty-indent: 0; padding: 1px 0; }
QLabel[role="title"], QLabel[role="heading"], QLabel[role="lead"] { padding: 2px 0; }
QLabel[role="display"], QLabel[role="hero"], QLabel[role="sign"] { padding: 3px 0; }
QLabel[role="display"] { font-size: ${display}px; font-weight: 600; }
QLabel[role="hero"] { font-size: ${hero}px; font-weight: 600; }
QLabel[role="sign"] { font-size: ${hero}px; color: $muted; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="heading"] { font-size: ${lead}px; font-weight: 600; }
QLabel[role="lead"] { font-size: ${lead}px; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { font-size: ${small}px; color: $muted; }
QLabel[role="label"] { font-size: ${small}px; font-weight: 600; color: $muted; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="accent"] { color: $accent; }
QLabel:disabled { color: $disabled; }

QFrame[role="card"], QFrame[role="tile"] {
    background: $surface; border: 1px solid $outline; border-radius: ${card}px;
}
QFrame[role="raised"] {
    background: $raised; border: 1px solid $outline; border-radius: ${card}px;
}
QFrame[role="popover"] {
    background: $raised; border: 1px solid $border; border-radius: ${card}px;
}
QFrame[role="brand"] {
    background: $accent_soft; border: none;
    border-top-left-radius: ${inside}px; border-bottom-left-radius: ${inside}px;
}
QFrame[role="header"] { background: $surface; border-bottom: 1px solid $outline; }
QFrame[role="actions"] { background: $surface; border-top: 1px solid $outline; }
QFrame[role="status"] { background: $surface; border-top: 1px solid $outline; }
QFrame[role="nav"] { background: $surface; border-right: 1px solid $outline; }
QFrame[role="rail"] { background: $ground; border-right: 1px solid $outline; }
QFrame[role="guide"] { background: $surface; border-left: 1px solid $outline; }
QFrame[role="line"] { background: $outline; border: none; max-height: 1px; min-height: 1px; }

QFrame[role="notice"] { border-radius: ${card}px; border: 1px solid $outline; }
QFrame[role="notice"][tone="neutral"] { background: $raised; border-color: $border; }
QFrame[role="notice"][tone="accent"] { background: $accent_soft; border-color: $accent; }
QFrame[role="notice"][tone="good"] { background: $good_soft; border-color: $good; }
QFrame[role="notice"][tone="warn"] { background: $warn_soft; border-color: $warn; }
QFrame[role="notice"][tone="bad"] { background: $bad_soft; border-color: $bad; }

QLineEdit, QComboBox, QPlainTextEdit {
    min-height: ${edge1}px; padding: 0 13px; background: $surface; border: 1px solid $border;
    border-radius: ${control}px; font-size: ${lead}px; selection-background-color: $action;
    selection-color: $on_action; placeholder-text-color: $muted;
}
QLineEdit[role="prominent"], QPlainTextEdit[role="prominent"] {
    font-size: ${title}px; font-weight: 600;
}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {
    min-height: ${edge2}px; border: 2px solid $focus; padding: 0 12px;
}
QLineEdit[tone="bad"], QComboBox[tone="bad"], QPlainTextEdit[tone="bad"] {
    min-height: ${edge2}px; border: 2px solid $bad; padding: 0 12px; background: $bad_soft;
}
QLineEdit[tone="bad"]:focus, QComboBox[tone="bad"]:focus, QPlainTextEdit[tone="bad"]:focus {
    min-height: ${edge3}px; border: 3px solid $focus; padding: 0 11px;
}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    background: $ground; color: $muted; border-color: $outline;
}
QComboBox:!editable { padding: 0 0 0 15px; }
QComboBox:!editable:focus { padding: 0 0 0 14px; }
QComboBox[role="guide"] { font-size: ${body}px; }
QComboBox QLineEdit, QComboBox QLineEdit:focus {
    min-height: 40px; padding: 0; border: none; background: transparent;
}
QComboBox::drop-down { border: none; width: 36px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $border; outline: none; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: ${touch}px; padding: 0 8px; }

QTableView {
    background: $surface; border: 1px solid $outline; border-radius: ${card}px;
    padding: 4px; outline: none;
}
QTableView:focus { border: 2px solid $focus; padding: 3px; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: transparent; color: $muted; font-size: ${small}px; font-weight: 600;
    padding: 0 12px; height: 40px; border: none; border-bottom: 1px solid $outline;
}
QTableCornerButton::section { background: transparent; border: none; }

QProgressBar {
    min-height: 8px; max-height: 8px; border: none; border-radius: 4px; background: $outline;
}
QProgressBar::chunk { background: $action; border-radius: 4px; }
QProgressBar[tone="good"]::chunk { background: $good; }
QProgressBar[tone="bad"]::chunk { background: $bad; }
QProgressBar[tone="neutral"]::chunk { background: $border; }

QToolTip {
    background: $text; color: $surface; border: none; padding: 8px; font-size: ${small}px;
}
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def style_sheet(colours: Colours, measures: Measures) -> str:
    """The style sheet in these colours and sizes."""
    return _SHEET.substitute(
        colours._asdict() | measures._asdict(),
        card=int(Radius.CARD),
        inside=Radius.CARD - 1,
        control=int(Radius.CONTROL),
        touch=TOUCH,
        edge1=TOUCH - 2,
        edge2=TOUCH - 4,
        edge3=TOUCH - 6,
    )

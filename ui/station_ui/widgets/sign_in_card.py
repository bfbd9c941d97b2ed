"""Who works here: the program's mark on the left, name and password on the right."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from station_ui.formats import shown_span
from station_ui.icon import Glyph
from station_ui.theme import measures
from station_ui.tokens import Space
from station_ui.widgets.brand_mark import BrandMark
from station_ui.widgets.button import Button
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.part import Part, column, framed, row, text
from station_ui.widgets.password_line import PasswordLine
from station_ui.widgets.problem import Problem, Problematic

_MARK: Final = 72
_BRAND_WIDTH: Final = 320
_FORM_WIDTH: Final = 456


class SignInCard(Part):
    """Its button is offered once there are a name and a password; Enter is its owner's to bind."""

    submitted = Signal()
    """The button was pressed."""
    changed = Signal()
    """Name or password is another now, or whether somebody is being signed in."""

    def __init__(self) -> None:
        super().__init__("card")
        self._busy, self._wait_s = False, 0
        self._say: Problematic | None = None
        self._demo_password = ""
        self._brand, self._place = text("hero"), text("lead", wrap=True)
        self._demo, self._demo_sign = text("plain", wrap=True), Glyph("info", ink="accent")
        self._title = text("title")
        self._name_label, self._password_label = text("label"), text("label")
        self.name = ChoiceBox()
        self.name.setEditable(True)
        self.name.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        self._secret = PasswordLine()
        self.password = self._secret.line
        self.problem = Problem()
        self.button = Button("primary")
        self.button.show_key("⏎")
        self.button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda _checked: self.submitted.emit())
        self.name.currentIndexChanged.connect(lambda _index: self._show_start())
        self._name_label.setBuddy(self.name)
        self._password_label.setBuddy(self.password)
        for typed in (self.name.editTextChanged, self.password.textChanged):
            typed.connect(lambda _text: self._typed())
        self._lay_out()
        self.measure()
        self.retranslate()

    @property
    def ready(self) -> bool:
        """Whether there is what it takes to sign in."""
        typed = self.name.currentText().strip() and self.password.text()
        return bool(typed) and not self._busy and not self.waits

    @property
    def waits(self) -> bool:
        """Whether no password is looked at now."""
        return self._wait_s > 0

    def show_names(self, names: Iterable[str]) -> None:
        """Offer those who are known here; the first, where no name is typed."""
        typed = self.name.currentText()
        self.name.clear()
        self.name.addItems(list(names))
        self.name.setEditText(typed or self.name.itemText(0))
        self._show_start()

    def show_wait(self, seconds: int) -> None:
        """So many seconds no password is looked at; 0: it is over."""
        self._wait_s = seconds
        self._follow()

    def show_demo(self, password: str) -> None:
        """Mark this as a demo, with the password everybody may know."""
        self._demo_password = password
        self.retranslate()

    def show_busy(self, busy: bool) -> None:
        """Whether somebody is being signed in."""
        self._busy = busy
        self.name.setEnabled(not busy)
        self._secret.setEnabled(not busy)
        self._follow()

    def show_problem(self, say: Problematic | None) -> None:
        """Say why the sign-in failed; None takes it back."""
        self._say = say
        self.problem.show_problem(*(say() if say else ("",)))
        self._make_room()

    def forget_password(self) -> None:
        """Drop what was typed: it has been used."""
        self._secret.forget()

    def ask_name(self) -> None:
        """Have the name chosen anew: it is likely to be another."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        line = self.name.lineEdit()
        if line is not None:
            line.selectAll()

    def put_cursor(self) -> None:
        """Where the first missing word goes; over a password, to type it anew."""
        self.password.selectAll()
        target = self.password if self.name.currentText() else self.name
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._brand.setText("CCCD Station")
        self._place.setText(self.tr("Bàn thu nhận lưu động"))
        self._title.setText(self.tr("Đăng nhập"))
        self._name_label.setText(self.tr("Tên"))
        self._password_label.setText(self.tr("Mật khẩu"))
        self.name.setAccessibleName(self._name_label.text())
        demo = self.tr("Bản dùng thử, mọi người đều là hư cấu.\nMật khẩu: {0}")
        self._demo.setText(demo.format(self._demo_password))
        for part in (self._demo, self._demo_sign):
            part.setVisible(bool(self._demo_password))
        self.show_problem(self._say)
        self._follow()

    def measure(self) -> None:
        """Closer where there is little room."""
        roomy = measures().roomy
        edge = Space.HUGE if roomy else Space.LARGE
        self._left.setContentsMargins(edge, edge, edge, edge)
        self._right.setContentsMargins(edge, edge, edge, edge)
        # A wider form says a problem in fewer lines.
        more = Space.NONE if roomy else Space.WIDE + Space.WIDE
        self._side.setFixedWidth(_BRAND_WIDTH - more)
        self._form.setFixedWidth(_FORM_WIDTH + more)
        self._make_room()

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        demo = row(gap=Space.SMALL)
        demo.addWidget(self._demo_sign, 0, Qt.AlignmentFlag.AlignTop)
        demo.addWidget(self._demo, 1)
        self._left = column(
            *(BrandMark(_MARK), None, self._brand, self._place, Space.SMALL, demo), gap=Space.HAIR
        )
        self._head = framed(column(self._title, Space.LARGE, gap=Space.NONE))
        self._right = column(
            self._head,
            *(self._name_label, self.name, Space.MEDIUM),
            *(self._password_label, self._secret, Space.LARGE),
            column(self.problem, self.button, gap=Space.MEDIUM),
            gap=Space.HAIR,
        )
        self._right.insertStretch(0, 1)
        self._right.addStretch(1)
        self._side, self._form = framed(self._left, "brand"), framed(self._right)
        self.setLayout(row(self._side, self._form, gap=Space.NONE))

    def _make_room(self) -> None:
        """What is wrong is said in whole; where there is little room, in place of the title."""
        self._head.setVisible(measures().roomy or self._say is None)

    def _show_start(self) -> None:
        """A name that is longer than its line is known by its beginning."""
        line = self.name.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def _typed(self) -> None:
        if not self.waits:
            self.show_problem(None)
        self._follow()

    def _follow(self) -> None:
        words = self.tr("Đang mở bàn…") if self._busy else self.tr("Vào làm việc")
        if self.waits:
            words = self.tr("Còn {0}").format(shown_span(self._wait_s))
        self.button.setText(words)
        self.button.setEnabled(self.ready)
        self.changed.emit()

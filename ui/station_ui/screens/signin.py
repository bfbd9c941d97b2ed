"""The first screen: who works here today. It waits for nothing but the window itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from station_ui.language import LANGUAGE_NAMES
from station_ui.services import Services
from station_ui.style import GRID, tone
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.choice_box import ChoiceBox
from station_ui.widgets.part import Part, column, row, text

_CARD_WIDTH = 56 * GRID


class SignInScreen(Part):
    """Name and password; Enter signs in. The names fill in as soon as they are read."""

    signed_in = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__("screen")
        self._services = services
        self._busy = False
        self._error: BaseException | None = None
        self._brand, self._title = text("small"), text("hero")
        self._demo = text("plain", wrap=True)
        self._name_label, self._password_label = text("strong"), text("strong")
        self.name = ChoiceBox()
        self.name.setEditable(True)
        self.name.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.problem, self.advice = text("strong", wrap=True), text("plain", wrap=True)
        self._enter = action(self, self._sign_in, *ENTER)
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(lambda _checked: self._enter.trigger())
        self._language = QPushButton()
        self._language.setProperty("role", "quiet")
        self._language.clicked.connect(self._switch_language)
        self._lay_out()
        self.name.setEditText(services.preferences.name)
        for changed in (self.name.editTextChanged, self.password.textChanged):
            changed.connect(lambda _text: self._typed())
        self.retranslate()
        self.ask_names()

    def ask_names(self) -> None:
        """Find out who can sign in here, and load the application meanwhile."""
        self._services.lane.known_names(self._services.folder, self._fill_names, self._fail)
        self._services.lane.warm_up(self._services.folder)

    def put_cursor(self) -> None:
        """Where the first missing word goes."""
        target = self.password if self.name.currentText() else self.name
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self._brand.setText(self.tr("CCCD Station · bàn thu nhận lưu động"))
        self._title.setText(self.tr("Đăng nhập"))
        self._name_label.setText(self.tr("Tên"))
        self._password_label.setText(self.tr("Mật khẩu"))
        self.name.setAccessibleName(self._name_label.text())
        self.password.setAccessibleName(self._password_label.text())
        self._language.setText(LANGUAGE_NAMES[self._services.language.other])
        self._demo.setText(
            self.tr("Bản dùng thử, mọi người đều là hư cấu.\nMật khẩu: {0}").format(
                self._services.demo_password
            )
        )
        self._demo.setVisible(bool(self._services.demo_password))
        self._show_state()

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        card = Part("card")
        card.setFixedWidth(_CARD_WIDTH)
        card.setLayout(
            column(
                *(self._brand, self._title, self._demo, GRID),
                *(self._name_label, self.name, GRID),
                *(self._password_label, self.password, GRID),
                *(self.problem, self.advice, GRID, self.button),
                margins=4 * GRID,
            )
        )
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self._language)
        layout = column(margins=2 * GRID)
        layout.addLayout(top)
        layout.addStretch(2)
        layout.addLayout(row(None, card, None))
        layout.addStretch(3)
        self.setLayout(layout)

    def _typed(self) -> None:
        self._error = None
        self._show_state()

    def _show_state(self) -> None:
        ready = bool(self.name.currentText().strip() and self.password.text())
        self._enter.setEnabled(ready and not self._busy)
        self.button.setEnabled(ready and not self._busy)
        name = self.tr("Đang mở bàn…") if self._busy else self.tr("Vào làm việc")
        self.button.setText(f"{name}   ⏎")
        for label in (self.problem, self.advice):
            label.setVisible(self._error is not None)
        if self._error is not None:
            saying = self._services.words.saying(self._error)
            self.problem.setText(f"▲ {saying.what}")
            tone(self.problem, "bad")
            code = self.tr("Mã: {0}").format(saying.code)
            self.advice.setText(f"{saying.next}\n{code}")

    def _fill_names(self, names: list[str]) -> None:
        typed = self.name.currentText()
        self.name.addItems(names)
        self.name.setEditText(typed or (names[0] if names else ""))
        if not self.password.text():
            self.put_cursor()

    def _sign_in(self) -> None:
        self._busy, self._error = True, None
        self._show_state()
        self._services.lane.open(
            self._services.folder,
            self.name.currentText().strip(),
            self.password.text(),
            self._opened,
            self._fail,
        )

    def _opened(self, session: object) -> None:
        self._busy = False
        self._services.preferences.name = self.name.currentText().strip()
        self.password.clear()
        self.signed_in.emit(session)

    def _fail(self, error: BaseException) -> None:
        self._services.note(error)
        self._busy, self._error = False, error
        self._show_state()
        self.password.selectAll()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _switch_language(self) -> None:
        self._services.preferences.language = self._services.language.other
        self._services.language.switch(self._services.language.other)

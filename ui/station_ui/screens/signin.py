"""The first screen: who works here today. It waits for nothing but the window itself."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal

from station_ui.services import Services
from station_ui.sign_in_wait import SignInWait
from station_ui.tokens import Space
from station_ui.widgets.actions import ENTER, action
from station_ui.widgets.display_panel import language_choice
from station_ui.widgets.part import Part, column, row
from station_ui.widgets.sign_in_card import SignInCard

if TYPE_CHECKING:
    from station_ui.language import LanguageCode


class SignInScreen(Part):
    """Name and password; Enter signs in. The names fill in as soon as they are read."""

    signed_in = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__("screen")
        self._services = services
        self.card = SignInCard()
        self.name, self.password = self.card.name, self.card.password
        self.button, self.problem = self.card.button, self.card.problem
        self.languages = language_choice(services.language.code)
        self._enter = action(self, self._sign_in, *ENTER)
        self.card.submitted.connect(self._enter.trigger)
        self.wait = SignInWait(services, self)
        self.wait.changed.connect(self._show_wait)
        self.card.changed.connect(lambda: self._enter.setEnabled(self.card.ready))
        self.languages.chosen.connect(self._switch_language)
        self._lay_out()
        self.card.show_demo(services.demo_password)
        self.name.setEditText(services.preferences.name)
        self.retranslate()
        self.ask_names()

    def ask_names(self) -> None:
        """Find out who can sign in here, and whether nobody can for a while."""
        self._services.lane.known_names(self._services.folder, self._fill_names, self._no_names)

    def welcome(self) -> None:
        """Somebody has gone; whoever comes next is likely to be another."""
        self.card.show_problem(None)
        self.card.forget_password()
        self.ask_names()
        self.card.ask_name()

    def put_cursor(self) -> None:
        """Where the first missing word goes."""
        self.card.put_cursor()

    def refuse_scan(self) -> None:
        """A card was scanned before anybody signed in."""
        self.card.show_problem(
            lambda: (
                self.tr("Chưa đăng nhập nên chưa nhận thẻ vừa quét."),
                self.tr("Đăng nhập, rồi quét lại thẻ."),
                "",
            )
        )

    def retranslate(self) -> None:
        """The language may have been switched elsewhere."""
        self.languages.choose(self._services.language.code)
        self.languages.setAccessibleName(self.tr("Ngôn ngữ"))

    # -- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        lines = column(gap=Space.NONE, margins=Space.LARGE)
        lines.addStretch(2)
        lines.addLayout(row(None, self.card, None))
        lines.addStretch(3)
        lines.addSpacing(Space.SMALL)
        lines.addLayout(row(None, self.languages, None))
        self.setLayout(lines)

    def _fill_names(self, names: list[str]) -> None:
        last = self._services.preferences.name
        if last not in names and self.name.currentText() == last:
            self.name.setEditText("")  # who signed in last cannot any more
        chosen = self.name.hasFocus()
        self.card.show_names(names)
        if chosen:
            self.card.ask_name()
        elif not self.password.text():
            self.put_cursor()
        self.wait.ask()
        self._warm_up()

    def _no_names(self, error: BaseException) -> None:
        self._fail(error)
        self._warm_up()

    def _warm_up(self) -> None:
        """Load the application while the password is typed.

        Not before: threads that import share one interpreter, and the screen would come later.
        """
        self._services.lane.warm_up(self._services.folder)

    def _sign_in(self) -> None:
        self.card.show_problem(None)
        self.card.show_busy(True)
        self._services.lane.open(
            self._services.folder,
            self.name.currentText().strip(),
            self.password.text(),
            self._opened,
            self._fail,
        )

    def _opened(self, session: object) -> None:
        self.card.show_busy(False)
        self._services.preferences.name = self.name.currentText().strip()
        self.card.forget_password()
        self.signed_in.emit(session)

    def _fail(self, error: BaseException) -> None:
        self._services.note(error)
        self.card.show_busy(False)
        self.card.show_problem(lambda: self._problem(error))
        self.password.selectAll()
        self.password.setFocus()
        self.wait.take(error)

    def _show_wait(self) -> None:
        before = self.card.waits
        self.card.show_wait(self.wait.left_s)
        if self.wait.left_s and not before:
            self.card.show_problem(lambda: self._coded("SIGN_IN_WAIT"))
        elif before and not self.wait.left_s:
            self.card.show_problem(None)

    def _problem(self, error: BaseException) -> tuple[str, str, str]:
        return self._coded(getattr(error, "code", "BUG"))

    def _coded(self, code: str) -> tuple[str, str, str]:
        saying = self._services.words.coded(code)
        return saying.what, saying.next, self.tr("Mã: {0}").format(saying.code)

    def _switch_language(self, code: str) -> None:
        language = cast("LanguageCode", code)
        self._services.preferences.language = language
        self._services.language.switch(language)

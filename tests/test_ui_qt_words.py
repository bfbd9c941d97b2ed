"""Qt's own dialogs speak the language of the screen."""

import gc
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from structlog.typing import EventDict

from station_ui.language import LanguageSwitch

WORDS = Path(__file__).parents[1] / "ui/station_ui/i18n/qt_vi.ts"


@pytest.fixture(autouse=True)
def alone() -> None:
    """Nothing is said any more by the windows of earlier tests that are still in memory."""
    for one in gc.get_objects():
        if type(one) is QTranslator:
            QCoreApplication.removeTranslator(one)


def words_of(dialog: QFileDialog) -> set[str]:
    dialog.ensurePolished()
    shown = {button.text() for button in dialog.findChildren(QPushButton)}
    shown |= {label.text() for label in dialog.findChildren(QLabel)}
    return {words.replace("&", "") for words in shown}


def save_dialog(qtbot: QtBot) -> QFileDialog:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    return dialog


def test_the_file_dialog_speaks_vietnamese(qtbot: QtBot, translations: Path) -> None:
    language = LanguageSwitch("vi", translations)
    assert {"Tìm trong:", "Loại tệp:", "Lưu", "Hủy"} <= words_of(save_dialog(qtbot))
    language.switch("en")
    assert {"Look in:", "Files of type:", "Save", "Cancel"} <= words_of(save_dialog(qtbot))
    language.switch("vi")
    assert {"Tìm trong:", "Loại tệp:", "Lưu", "Hủy"} <= words_of(save_dialog(qtbot))


def test_the_menu_of_a_line_of_text_speaks_vietnamese(qtbot: QtBot, translations: Path) -> None:
    language = LanguageSwitch("vi", translations)
    line = QLineEdit()
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    words = [action.text().partition("\t")[0] for action in menu.actions()]
    assert words[:2] == ["&Hoàn tác", "&Làm lại"]
    assert "&Dán" in words
    assert language.code == "vi"


def test_without_its_file_vietnamese_is_still_spoken(
    qapp: QCoreApplication, tmp_path: Path, logged: list[EventDict]
) -> None:
    language = LanguageSwitch("vi", tmp_path)
    assert language.code == "vi"
    assert [(one["event"], one["language"]) for one in logged] == [("translation_missing", "vi")]
    language.switch("en")
    assert language.code == "vi"
    logged.clear()
    assert qapp is not None


def test_every_word_of_qt_is_translated_with_its_place_holders() -> None:
    for message in ET.parse(WORDS).iter("message"):  # noqa: S314 - our own file
        source, said = message.findtext("source", ""), message.findtext("translation", "")
        assert said
        assert set(re.findall(r"%\d", source)) == set(re.findall(r"%\d", said)), source

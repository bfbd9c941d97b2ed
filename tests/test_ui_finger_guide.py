"""What is said of a print that is not good enough, in words a person can follow at once."""

from typing import TYPE_CHECKING

import pytest

from station_devices.quality import HINTS, WEAK_POINTS
from station_devices.quality.verdict import help_for
from station_ui import finger_guide
from station_ui.language import LanguageSwitch
from station_ui.wording import Wording

if TYPE_CHECKING:
    from station_core.settings import Language

pytestmark = pytest.mark.usefixtures("qapp")

LONGEST = 60
"""Characters: what is read while a finger is on the glass."""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Ngón ướt hoặc bẩn: lau khô ngón tay, ấn nhẹ hơn"),
        ("en", "Finger wet or dirty: wipe the finger dry, press lighter"),
    ],
)
def test_what_is_weak_is_said_before_what_helps(language: "Language", said: str) -> None:
    words = Wording(LanguageSwitch(language))
    hints = ("wipe_finger", "press_lighter")
    assert finger_guide.hint(("merged_ridges", "noisy"), hints, words) == said
    assert finger_guide.hint(("merged_ridges",), (*hints, "clean_glass"), words) == said


def test_one_without_the_other_is_a_sentence_of_its_own() -> None:
    words = Wording(LanguageSwitch("vi"))
    assert finger_guide.hint((), ("hold_still", "clean_glass"), words) == "Giữ yên, lau mặt kính"
    assert finger_guide.hint(("blurred",), (), words) == "Bị nhòe"
    assert finger_guide.hint((), (), words) == ""


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("weak", WEAK_POINTS)
def test_every_weak_point_reads_in_one_breath(language: "Language", weak: str) -> None:
    words = Wording(LanguageSwitch(language))
    said = finger_guide.hint((weak,), help_for(weak), words)
    assert len(said) <= LONGEST
    assert not {weak, *HINTS} & set(said.replace(":", "").replace(",", "").split())

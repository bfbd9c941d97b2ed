"""What to say so that the portrait comes right: one sentence for the finding to mend first."""

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from station_capture import Finding
    from station_core.messages import Kind
    from station_ui.wording import Wording


TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "place": ("FACE_COUNT", "EYE_DISTANCE", "HEAD_HEIGHT", "CENTRING", "EYE_LINE"),
    "pose": ("ROLL", "YAW", "PITCH", "MOUTH"),
    "light": (
        "LUMINANCE",
        "UNDEREXPOSED",
        "OVEREXPOSED",
        "SIDE_LIGHT",
        "DYNAMIC_RANGE",
        "COLOUR_CAST",
    ),
    "background": ("BACKGROUND_LIGHTNESS", "BACKGROUND_COLOUR", "BACKGROUND_UNIFORMITY"),
    "sharpness": ("SHARPNESS", "MOTION"),
    "eyes": ("EYES_FOUND", "GLASSES", "GLARE"),
    "file": ("ENLARGEMENT", "FILE_SIZE"),
}
"""What belongs together: findings that are well are told by topic, not one by one."""


_OF_CITIZEN: Final = ("place", "pose", "sharpness", "eyes")
_SIDED: Final = frozenset({"CENTRING"})
"""What a citizen can mend and whose words name a side."""


class _Judged(Protocol):
    @property
    def value(self) -> float: ...

    @property
    def low(self) -> float | None: ...


def is_below(finding: _Judged) -> bool:
    """Whether a value that is not well is too small rather than too large."""
    return finding.low is not None and finding.value < finding.low


def worst_of(findings: "Iterable[Finding]") -> "Finding | None":
    """The finding to mend first: what blocks before what does not; they come in this order.

    Where nobody is seen because it is dark, light is what is missing.
    """
    wrong = [one for one in findings if not one.ok and (one.blocks or one.awaited)]
    dark = next((one for one in wrong if one.code == "LUMINANCE" and is_below(one)), None)
    if dark is not None and wrong[0].code == "FACE_COUNT" and is_below(wrong[0]):
        return dark
    return min(wrong, key=lambda one: not one.blocks, default=None)


class Advice(NamedTuple):
    """What to do about a finding: where its sentence stands."""

    kind: "Kind"
    code: str

    def said(self, words: "Wording") -> str:
        """The sentence, in the language of the screen."""
        return words.word(self.kind, self.code)


def advice(finding: "Finding | None", *, mirrored: bool = False) -> Advice | None:
    """What to do about it, if there is anything; of a mirrored picture left is right."""
    if finding is None:
        return None
    below = is_below(finding) is not (mirrored and finding.code in _SIDED)
    return Advice("advice_below" if below else "advice_above", finding.code)


def is_citizens(finding: "Finding") -> bool:
    """Whether whoever sits there can mend it; light and background are the desk's."""
    return any(finding.code in TOPICS[topic] for topic in _OF_CITIZEN)

"""Every look of the program as data: colours by role, type, space, radius, motion. No Qt here.

Pixels are those of 100 %; the system's scale multiplies them. `TEXT_PAIRS` and `LINE_PAIRS` list
which colour may stand on which: the test of contrast (WCAG 2.2, 1.4.3 and 1.4.11) walks them for
every scheme.
"""

from enum import IntEnum
from typing import Final, Literal, NamedTuple, get_args

Scheme = Literal["light", "dark", "contrast"]
SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)
Tone = Literal["neutral", "accent", "good", "warn", "bad"]
"""What a colour means: nothing yet, the next thing to do, or one of three states."""


class Colours(NamedTuple):
    """One scheme: a colour for every part it may play, as #rrggbb."""

    # Grounds, from the back to the front.
    ground: str
    surface: str
    raised: str
    sunken: str
    # Lines: a hairline that only groups, and the edge by which a control is seen.
    outline: str
    border: str
    # Letters.
    text: str
    muted: str
    disabled: str
    # What is next, and the one button that does it.
    accent: str
    accent_soft: str
    action: str
    action_down: str
    on_action: str
    # States.
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    focus: str
    # The stage of camera and prints is dark in every scheme: it shows pictures.
    stage: str
    on_stage: str
    on_stage_muted: str
    stage_accent: str
    stage_good: str
    stage_warn: str
    stage_bad: str


Role = Literal[
    "ground",
    "surface",
    "raised",
    "sunken",
    "outline",
    "border",
    "text",
    "muted",
    "disabled",
    "accent",
    "accent_soft",
    "action",
    "action_down",
    "on_action",
    "good",
    "good_soft",
    "warn",
    "warn_soft",
    "bad",
    "bad_soft",
    "focus",
    "stage",
    "on_stage",
    "on_stage_muted",
    "stage_accent",
    "stage_good",
    "stage_warn",
    "stage_bad",
]
"""The name of a colour, as `Colours` has it."""

LIGHT: Final = Colours(
    ground="#f3f4f7",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#e8eaf0",
    outline="#dcdfe7",
    border="#7d8696",
    text="#13161c",
    muted="#4f5766",
    disabled="#8b93a2",
    accent="#2459d3",
    accent_soft="#e9effc",
    action="#2a62d9",
    action_down="#1e4fbb",
    on_action="#ffffff",
    good="#12693d",
    good_soft="#e2f3e9",
    warn="#7d4a00",
    warn_soft="#fdf0d5",
    bad="#a8221a",
    bad_soft="#fce8e6",
    focus="#0b0d12",
    stage="#12151a",
    on_stage="#f5f7fa",
    on_stage_muted="#b3bcc9",
    stage_accent="#86aeff",
    stage_good="#6fd49c",
    stage_warn="#f3bb60",
    stage_bad="#ff9d94",
)

DARK: Final = Colours(
    ground="#0e1116",
    surface="#161a21",
    raised="#1f242d",
    sunken="#262c36",
    outline="#2a303b",
    border="#7b8698",
    text="#eceff4",
    muted="#aab3c1",
    disabled="#6b7585",
    accent="#86aeff",
    accent_soft="#1b2a4a",
    action="#5d8df2",
    action_down="#7aa2f6",
    on_action="#080d18",
    good="#6fd49c",
    good_soft="#12291e",
    warn="#f3bb60",
    warn_soft="#31250e",
    bad="#ff9d94",
    bad_soft="#3b1a18",
    focus="#ffffff",
    stage="#07090c",
    on_stage="#f5f7fa",
    on_stage_muted="#b3bcc9",
    stage_accent="#86aeff",
    stage_good="#6fd49c",
    stage_warn="#f3bb60",
    stage_bad="#ff9d94",
)

CONTRAST: Final = Colours(
    ground="#000000",
    surface="#000000",
    raised="#0d0d0d",
    sunken="#1c1c1c",
    outline="#8c8c8c",
    border="#ffffff",
    text="#ffffff",
    muted="#e6e6e6",
    disabled="#a8a8a8",
    accent="#8fd3ff",
    accent_soft="#00263d",
    action="#ffffff",
    action_down="#d9d9d9",
    on_action="#000000",
    good="#7dffb0",
    good_soft="#002b14",
    warn="#ffd84d",
    warn_soft="#2e2400",
    bad="#ffb3ad",
    bad_soft="#3d0500",
    focus="#ffe14d",
    stage="#000000",
    on_stage="#ffffff",
    on_stage_muted="#e6e6e6",
    stage_accent="#8fd3ff",
    stage_good="#7dffb0",
    stage_warn="#ffd84d",
    stage_bad="#ffb3ad",
)

COLOURS: Final[dict[Scheme, Colours]] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

_GROUNDS: Final[tuple[Role, ...]] = ("ground", "surface", "raised", "sunken")
_QUIET_GROUNDS: Final[tuple[Role, ...]] = ("ground", "surface", "raised")
_SOFT: Final[tuple[Role, ...]] = ("accent_soft", "good_soft", "warn_soft", "bad_soft")
_STATES: Final[tuple[Role, ...]] = ("accent", "good", "warn", "bad")
_ON_STAGE: Final[tuple[Role, ...]] = ("stage_accent", "stage_good", "stage_warn", "stage_bad")
Pair = tuple[Role, Role]


def _each(inks: tuple[Role, ...], grounds: tuple[Role, ...]) -> tuple[Pair, ...]:
    return tuple((ink, ground) for ink in inks for ground in grounds)


TEXT_PAIRS: Final[tuple[Pair, ...]] = (
    *_each(("text", "muted"), (*_GROUNDS, *_SOFT)),
    *_each(_STATES, (*_GROUNDS, "accent_soft")),
    ("good", "good_soft"),
    ("warn", "warn_soft"),
    ("bad", "bad_soft"),
    ("on_action", "action"),
    ("on_action", "action_down"),
    ("surface", "text"),
    ("surface", "bad"),
    *_each(("on_stage", "on_stage_muted", *_ON_STAGE), ("stage",)),
)
"""Letters and what they may stand on: 4.5 : 1, in high contrast 7 : 1."""
LINE_PAIRS: Final[tuple[Pair, ...]] = (
    *_each(("border",), _QUIET_GROUNDS),
    *_each(("focus",), (*_GROUNDS, "accent_soft")),
    *_each(_STATES, _QUIET_GROUNDS),
    ("action", "surface"),
    ("on_stage", "stage"),
)
"""Edges and signs by which a control or a state is seen: 3 : 1."""


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Space(IntEnum):
    """Distances in pixels, on a grid of 8 with halves between letters."""

    NONE = 0
    HAIR = 4
    SMALL = 8
    MEDIUM = 12
    LARGE = 16
    GROUP = 24
    """Between groups, and from the edge of the window."""
    WIDE = 32
    HUGE = 48


class Radius(IntEnum):
    """Corners in pixels: of what is pressed or typed into, and of what holds such things."""

    SMALL = 6
    CONTROL = 10
    CARD = 14


class Motion(IntEnum):
    """Milliseconds; motion only shows where something went."""

    CALM = 200


FAMILIES: Final = ("Segoe UI", "Inter", "Noto Sans")
"""The first that is there; each has full Vietnamese."""


class Weight(IntEnum):
    """Weights of type, as CSS counts them."""

    PLAIN = 400
    MEDIUM = 500
    STRONG = 600


TOUCH: Final = 48
"""The least side of what a finger presses, in pixels."""


class Measures(NamedTuple):
    """Sizes in pixels that follow the room there is."""

    # Type scale.
    small: int = 13
    body: int = 15
    lead: int = 18
    title: int = 24
    hero: int = 32
    display: int = 48
    # The frame.
    header: int = 64
    actions: int = 80
    status: int = 48
    nav: int = 96
    rail: int = 216
    guide: int = 320
    edge: int = Space.GROUP
    # What stands on a stage: the width of a finger, and of its sign, of a print, of a portrait.
    finger: int = 56
    sign: int = 20
    print: int = 280
    portrait: int = 152
    # Whether there is room for what helps but is not needed: folded otherwise.
    roomy: bool = True


ROOMY: Final = Measures()
AMPLE: Final = Measures(finger=96, sign=32, print=440, portrait=280)
"""For a large screen: what is looked at grows, what is pressed and read stays."""
COMPACT: Final = Measures(
    lead=16,
    title=19,
    hero=24,
    display=30,
    header=48,
    actions=60,
    nav=64,
    rail=64,
    guide=248,
    edge=Space.MEDIUM,
    finger=48,
    print=128,
    portrait=112,
    roomy=False,
)
"""For a small laptop at 150 %: what is left are 911 x 512 pixels."""
ROOMY_FROM: Final = (1120, 640)
"""The least width and height of a window in which the roomy measures fit."""
AMPLE_FROM: Final = (1600, 860)
"""The same of the ample ones."""
WINDOW: Final = (1366, 768)
"""A window that fills no screen opens this large: the smallest laptop a desk has."""
WINDOW_LEAST: Final = (880, 480)
"""No window gets smaller: that laptop at 150 %, less its task bar."""


def measures_for(width: int, height: int) -> Measures:
    """The measures for a window of this many pixels (of 100 %)."""
    for measures, (wide, high) in ((AMPLE, AMPLE_FROM), (ROOMY, ROOMY_FROM)):
        if width >= wide and height >= high:
            return measures
    return COMPACT

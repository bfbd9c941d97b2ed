"""The tokens keep what they promise: contrast in every scheme, one grid, one scale, one sheet."""

import re
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from station_ui import tokens
from station_ui.sheet import style_sheet
from station_ui.tokens import (
    AMPLE,
    COLOURS,
    COMPACT,
    LINE_PAIRS,
    ROOMY,
    SCHEMES,
    TEXT_PAIRS,
    TOUCH,
    Colours,
    Measures,
    Motion,
    Radius,
    Role,
    Scheme,
    Space,
    Tone,
    Weight,
    contrast,
)
from station_ui.widgets.button import Kind, Look, look_of

UI = Path(tokens.__file__).parent
GROUNDS = ("ground", "surface", "raised")
MEASURES = {"ample": AMPLE, "roomy": ROOMY, "compact": COMPACT}
TYPE = ("small", "body", "lead", "title", "hero", "display")


def looks() -> list[Look]:
    """Every look a button can have that can be pressed, and the main one that cannot."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    tones: tuple[Tone, ...] = get_args(Tone)
    found = [
        look_of(kind, tone, enabled=True, checked=checked, down=down, hover=hover)
        for kind, tone, checked, down, hover in product(
            kinds, tones, (False, True), (False, True), (False, True)
        )
    ]
    off = look_of("primary", "neutral", enabled=False, checked=False, down=False, hover=False)
    return sorted({*found, off}, key=str)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_letters_can_be_read(scheme: Scheme, pair: tuple[str, str]) -> None:
    colours = COLOURS[scheme]._asdict()
    least = 7.0 if scheme == "contrast" else 4.5  # WCAG 2.2: 1.4.6 and 1.4.3
    assert contrast(colours[pair[0]], colours[pair[1]]) >= least


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", LINE_PAIRS, ids="-on-".join)
def test_edges_and_signs_can_be_seen(scheme: Scheme, pair: tuple[str, str]) -> None:
    colours = COLOURS[scheme]._asdict()
    assert contrast(colours[pair[0]], colours[pair[1]]) >= 3.0  # WCAG 2.2: 1.4.11


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#2459d3", "#2459d3") == pytest.approx(1)


@pytest.mark.parametrize("look", looks(), ids=str)
def test_a_button_wears_only_pairs_that_were_measured(look: Look) -> None:
    for ground in (look.fill,) if look.fill else GROUNDS:
        assert (look.ink, ground) in TEXT_PAIRS


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_of_a_scheme_is_whole(scheme: Scheme) -> None:
    for role, colour in COLOURS[scheme]._asdict().items():
        assert re.fullmatch(r"#[0-9a-f]{6}", colour), role


def test_every_colour_has_its_role() -> None:
    assert get_args(Role) == Colours._fields


def test_every_token_is_used() -> None:
    sources = [path for path in UI.rglob("*.py") if path.name != "tokens.py"]
    words = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    asked = {role: rf'"{role}"|\${role}\b' for role in get_args(Role)}
    asked |= {one: rf"\.{one}\b|\$\{{{one}\}}" for one in Measures._fields}
    for scale in (Space, Radius, Motion, Weight):
        names = [f"{scale.__name__}.{member}" for member in scale.__members__]
        asked |= {name: rf"\b{re.escape(name)}\b" for name in names}
    assert not [name for name, use in asked.items() if not re.search(use, words)]


def test_distances_and_corners_lie_on_the_grid() -> None:
    assert all(space % 4 == 0 for space in Space)
    assert list(Space) == sorted(Space)
    assert int(Space.SMALL) == 8
    assert all(radius % 2 == 0 and radius < TOUCH // 2 for radius in Radius)


@pytest.mark.parametrize("measures", MEASURES.values(), ids=MEASURES)
def test_the_scale_of_type_rises_and_can_be_read(measures: Measures) -> None:
    sizes = [getattr(measures, name) for name in TYPE]
    assert sizes == sorted(set(sizes))
    assert sizes[0] >= 13


@pytest.mark.parametrize("measures", MEASURES.values(), ids=MEASURES)
def test_what_is_pressed_in_the_frame_has_room_for_a_finger(measures: Measures) -> None:
    assert measures.actions >= TOUCH
    assert measures.status >= TOUCH
    assert measures.nav >= TOUCH
    assert measures.rail >= TOUCH


@pytest.mark.parametrize("measures", MEASURES.values(), ids=MEASURES)
def test_the_frame_lies_on_the_grid(measures: Measures) -> None:
    for name, size in measures._asdict().items():
        assert name in {*TYPE, "roomy"} or size % 4 == 0, name


def test_the_least_window_is_compact_and_a_laptop_is_roomy() -> None:
    assert tokens.measures_for(911, 512) is COMPACT
    assert tokens.measures_for(*tokens.WINDOW_LEAST) is COMPACT
    assert tokens.measures_for(*tokens.WINDOW) is ROOMY
    assert tokens.measures_for(1280, 720) is ROOMY  # 1920 x 1080 at 150 %
    assert tokens.measures_for(1920, 1080) is AMPLE


def test_only_what_is_looked_at_grows_with_a_large_screen() -> None:
    grown = {"finger", "sign", "print", "portrait"}
    assert ROOMY._replace(**{name: getattr(AMPLE, name) for name in grown}) == AMPLE
    assert AMPLE.print > ROOMY.print
    assert AMPLE.finger > ROOMY.finger


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("measures", MEASURES.values(), ids=MEASURES)
def test_the_sheet_is_made_of_tokens_alone(scheme: Scheme, measures: Measures) -> None:
    sheet = style_sheet(COLOURS[scheme], measures)
    assert "$" not in sheet
    used = set(re.findall(r"#[0-9a-fA-F]+", sheet))
    assert used <= set(COLOURS[scheme]._asdict().values())
    assert not re.search(r"\b(?:rgba?|hsla?)\(", sheet)
    assert not re.search(r":\s*(?:black|white|red|gray|grey|blue|green)\b", sheet)


@pytest.mark.parametrize("measures", MEASURES.values(), ids=MEASURES)
def test_the_sheet_has_type_of_the_scale_alone(measures: Measures) -> None:
    sheet = style_sheet(COLOURS["light"], measures)
    scale = {getattr(measures, name) for name in TYPE}
    assert {int(size) for size in re.findall(r"font-size: (\d+)px", sheet)} <= scale

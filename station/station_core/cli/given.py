"""What a record is given on the command line: values, portrait, prints, why there are none."""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from station_capture import Portrait, load_image, take_portrait
from station_core.cli.access import folder_of
from station_core.desk import Desk
from station_core.errors import VisitError
from station_core.finger import FINGERS, Absence
from station_core.portrait_kit import desk_finder, desk_rules
from station_devices import FingerImage, load_finger_file
from station_devices.quality import NO_PRINT


def values_given(arguments: argparse.Namespace) -> dict[str, str]:
    """Values of the form by field code.

    Raises:
        VisitError: OPTION_INVALID, as from the others.
    """
    return dict(_pairs(arguments.field))


def portrait_given(desk: Desk, arguments: argparse.Namespace) -> Portrait | None:
    """The portrait, judged by the rules of the desk."""
    if arguments.portrait is None:
        return None
    folder = folder_of(arguments)
    return take_portrait(
        load_image(arguments.portrait),
        desk_rules(desk.session.settings.portrait, folder),
        accept_without_face=arguments.accept_portrait is not None,
        finder=desk_finder(folder)[0],
    )


def prints_given(arguments: argparse.Namespace) -> dict[int, FingerImage]:
    """Prints by position.

    Raises:
        VisitError: FINGER_UNKNOWN, PRINT_EMPTY.
    """
    paths = {_finger(n): Path(path) for n, path in _pairs(arguments.finger)}
    return {position: _print(position, path) for position, path in paths.items()}


def absences_given(
    arguments: argparse.Namespace, asked: Iterable[int], prints: Mapping[int, FingerImage]
) -> dict[int, Absence]:
    """Reasons by finger; `all` stands for every finger that is asked for and has no print.

    A reason is a code, with own words behind a colon where there are any: `other:cast on the hand`.

    Raises:
        VisitError: FINGER_UNKNOWN, FINGER_TAKEN_AND_MISSING.
    """
    absences: dict[int, Absence] = {}
    for name, said in _pairs(arguments.missing):
        fingers = set(asked) - prints.keys() if name == "all" else {_finger(name)}
        reason, _, text = said.partition(":")
        absences.update(dict.fromkeys(fingers, Absence(reason=reason, text=text)))
    for position in absences.keys() & prints.keys():
        raise VisitError("FINGER_TAKEN_AND_MISSING", "not both", finger=position)
    return absences


def _print(position: int, path: Path) -> FingerImage:
    image = load_finger_file(path)
    if NO_PRINT in image.weak_points:
        raise VisitError("PRINT_EMPTY", "there is no print in the image", finger=position)
    return image


def _pairs(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise VisitError("OPTION_INVALID", "NAME=VALUE is needed", option=name)
        yield name, value


def _finger(text: str) -> int:
    if not text.isdecimal() or int(text) not in FINGERS:
        raise VisitError("FINGER_UNKNOWN", text, finger=text)
    return int(text)

"""`stationctl collect`: a whole visit from files."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from station_capture import (
    Portrait,
    load_image,
    read_card_file,
    take_portrait,
)
from station_core import acts, finger_acts
from station_core.cli.access import folder_of, session_of
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.errors import VisitError
from station_core.finger import FINGERS, Absence, FingerNote, print_parts
from station_core.portrait_kit import desk_finder, desk_rules
from station_core.visit import PORTRAIT_PART, Visit, part_names
from station_devices import encode_print, load_finger_file
from station_devices.quality import NO_PRINT


def collect(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make one record; all of it is judged before anything is written.

    A citizen who was collected before is collected again; `earlier` then names that record.
    Biometrics that procedure and age do not ask for are left out. Should the disk fill up at the
    last moment, an unfinished visit stays and is offered at the desk.

    Raises:
        VisitError: something is missing or not valid; nothing remains of the attempt.
    """
    folder = folder_of(arguments)
    folder.require_desk()
    with folder.locked(), Desk(session_of(arguments)) as desk:
        at = local_now()
        given, parts = _visit(desk, arguments, at)
        visit = acts.only_asked(given, desk.catalogue, at.date())
        acts.check_complete(visit, desk.catalogue, at.date())
        kept = {name: parts[name] for name in part_names(visit)}
        earlier = desk.earlier(visit.value("id_number"), visit.procedure)
        answer = {"record": desk.finish(desk.enter(visit, kept))}
        # A script is told and not asked: what it was given to do, it was given on purpose.
        return answer if earlier is None else answer | {"earlier": earlier.record}


def _visit(
    desk: Desk, arguments: argparse.Namespace, at: datetime
) -> tuple[Visit, dict[str, bytes]]:
    prints = {_finger(n): Path(path) for n, path in _pairs(arguments.finger)}
    card = read_card_file(arguments.card, today=at.date())
    visit = acts.scan(desk.draft(arguments.procedure), card, at)
    values = dict(_pairs(arguments.field))
    visit = acts.confirm_details(visit, values, catalogue=desk.catalogue, at=at)
    parts: dict[str, bytes] = {}
    if (portrait := _portrait(desk, arguments)) is not None:
        taking = acts.Taking(accepted_reason=arguments.accept_portrait)
        visit = acts.keep_portrait(visit, portrait, taking, at)
        parts[PORTRAIT_PART] = portrait.jpeg
    for position, path in prints.items():
        image = load_finger_file(path)
        png = desk.session.settings.fingerprints.png
        if NO_PRINT in image.weak_points:
            raise VisitError("PRINT_EMPTY", "there is no print in the image", finger=position)
        threshold = desk.fingers.rules(visit).threshold
        visit = visit.with_finger(position, FingerNote.of(image, threshold=threshold, png=png), at)
        parts |= print_parts(position, encode_print(image, png=png))
    for position, absence in _absences(arguments.missing, set(desk.needs(visit).fingers)).items():
        if position in prints:
            raise VisitError("FINGER_TAKEN_AND_MISSING", "not both", finger=position)
        visit = finger_acts.mark_missing(visit, position, absence, at)
    return visit, parts


def _portrait(desk: Desk, arguments: argparse.Namespace) -> Portrait | None:
    if arguments.portrait is None:
        return None
    folder = folder_of(arguments)
    return take_portrait(
        load_image(arguments.portrait),
        desk_rules(desk.session.settings.portrait, folder),
        accept_without_face=arguments.accept_portrait is not None,
        finder=desk_finder(folder)[0],
    )


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


def _absences(texts: Iterable[str], asked: set[int]) -> dict[int, Absence]:
    """Reasons by finger; `all` stands for every finger that is asked for and has no print.

    A reason is a code, with own words behind a colon where there are any: `other:cast on the hand`.
    """
    absences: dict[int, Absence] = {}
    for name, said in _pairs(texts):
        fingers = asked if name == "all" else {_finger(name)}
        reason, _, text = said.partition(":")
        absences.update(dict.fromkeys(fingers, Absence(reason=reason, text=text)))
    return absences

"""`stationctl collect`: a whole visit from files."""

import argparse
from datetime import datetime
from typing import Any

from station_capture import read_card_file
from station_core import acts, finger_acts
from station_core.cli.access import folder_of, session_of
from station_core.cli.given import absences_given, portrait_given, prints_given, values_given
from station_core.clock import local_now
from station_core.desk import Desk
from station_core.finger import FingerNote, print_parts
from station_core.visit import PORTRAIT_PART, Visit, part_names
from station_devices import encode_print


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
    prints = prints_given(arguments)
    card = read_card_file(arguments.card, today=at.date())
    visit = acts.scan(desk.draft(arguments.procedure), card, at)
    values = values_given(arguments)
    visit = acts.confirm_details(visit, values, catalogue=desk.catalogue, at=at)
    parts: dict[str, bytes] = {}
    if (portrait := portrait_given(desk, arguments)) is not None:
        taking = acts.Taking(accepted_reason=arguments.accept_portrait)
        visit = acts.keep_portrait(visit, portrait, taking, at)
        parts[PORTRAIT_PART] = portrait.jpeg
    for position, image in prints.items():
        png = desk.session.settings.fingerprints.png
        threshold = desk.fingers.rules(visit).threshold
        visit = visit.with_finger(position, FingerNote.of(image, threshold=threshold, png=png), at)
        parts |= print_parts(position, encode_print(image, png=png))
    for position, absence in absences_given(arguments, desk.needs(visit).fingers, prints).items():
        visit = finger_acts.mark_missing(visit, position, absence, at)
    return visit, parts

"""`stationctl record reopen`."""

import argparse
from typing import Any

from station_core.acts import Taking
from station_core.cli.access import folder_of, session_of
from station_core.cli.given import absences_given, portrait_given, prints_given, values_given
from station_core.desk import Desk
from station_core.visit import Visit


def reopen(arguments: argparse.Namespace) -> dict[str, Any]:
    """Open a record that the centre has returned, and put in what is given.

    `step` is where the screen goes on, None once the record is finished.

    Raises:
        CommandError: RECORD_NOT_HERE.
        VisitError: RECORD_NOT_RETURNED; with --finish VISIT_INCOMPLETE, the record stays open then.
    """
    folder = folder_of(arguments)
    folder.require_desk()
    with folder.locked(), Desk(session_of(arguments)) as desk:
        visit = _mended(desk, desk.reopen(arguments.record), arguments)
        step = desk.next_step(visit).value
        if arguments.finish:
            desk.finish(visit)
    note = visit.returned
    return {
        "record": visit.id,
        "revision": visit.revision,
        "step": None if arguments.finish else step,
        "code": note and note.code,
        "text": note and note.text,
        "field": note and note.field,
    }


def _mended(desk: Desk, visit: Visit, arguments: argparse.Namespace) -> Visit:
    """The visit with what is given; what is not given stays open."""
    prints = prints_given(arguments)
    if values := values_given(arguments):
        visit = desk.confirm_details(visit, values)
    if (portrait := portrait_given(desk, arguments)) is not None:
        taking = Taking(accepted_reason=arguments.accept_portrait)
        visit = desk.keep_portrait(visit, portrait, taking)
    for position, image in prints.items():
        visit = desk.fingers.keep(visit, position, image, anyway=True)
    for position, absence in absences_given(arguments, desk.needs(visit).fingers, prints).items():
        visit = desk.fingers.mark_missing(visit, position, absence)
    return visit

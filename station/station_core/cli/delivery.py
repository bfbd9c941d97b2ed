"""`stationctl queue status | list` and `upload`."""

import argparse
from functools import partial
from typing import Any

from station_core.cli.access import folder_of, session_of
from station_core.desk import Desk
from station_core.errors import CommandError
from station_core.network import NetworkWatch
from station_core.outbox import send_due, send_until_empty
from station_queue.delivery_report import DeliveryReport
from station_queue.reach import Reach


def status(arguments: argparse.Namespace) -> dict[str, Any]:
    """The totals; created is the sum of the rest."""
    with Desk(session_of(arguments)) as desk:
        return desk.figures.totals().as_dict()


def listing(arguments: argparse.Namespace) -> dict[str, Any]:
    """Every packet with its state and the last answer."""
    with Desk(session_of(arguments)) as desk:
        return {
            "records": [
                {
                    "record": delivery.record,
                    "revision": delivery.revision,
                    "state": delivery.state,
                    "attempts": delivery.attempts,
                    "next_attempt": delivery.next_attempt and delivery.next_attempt.isoformat(),
                    "code": delivery.code,
                    "text": delivery.text,
                    "field": delivery.field,
                }
                for delivery in desk.queue.deliveries(arguments.state)
            ]
        }


def upload(arguments: argparse.Namespace) -> dict[str, Any]:
    """Send what waits, held packets too: whoever gives this command wants another attempt now.

    `clock_skew_s` tells by how much this clock is ahead of the centre's, if that was heard since
    the machine was started.

    Raises:
        CommandError: UPLOAD_INCOMPLETE, or the code of what stood in the way; how far it came
            stands beside the error.
    """
    folder = folder_of(arguments)
    folder.require_desk()
    send = send_until_empty if arguments.until_empty else partial(send_due, may_send=lambda: True)
    with folder.locked(), Desk(session_of(arguments)) as desk:
        desk.queue.recover()
        desk.queue.send_now()
        report = send(desk.session, network=NetworkWatch(), deadline=arguments.deadline)
        skew = desk.clock.look().skew
        complete = _is_empty(desk, report) if arguments.until_empty else _is_sent(report)
        complete = complete and report.reach is not Reach.REFUSED
    counts = _counts(report) | {"clock_skew_s": round(skew.seconds, 1) if skew else None}
    if not complete:
        code = report.failures[-1].code if report.failures else "UPLOAD_INCOMPLETE"
        raise CommandError(code, **counts)
    return counts


def _is_sent(report: DeliveryReport) -> bool:
    """Whether each packet, all being due, had its attempt and got through."""
    return not (report.waiting or report.failures)


def _is_empty(desk: Desk, report: DeliveryReport) -> bool:
    """Whether all is sent, and answered where the centre answers."""
    totals = desk.figures.totals()
    unanswered = totals.delivered if report.receipts is not False else 0
    return not (totals.waiting or totals.sending or unanswered)


def _counts(report: DeliveryReport) -> dict[str, Any]:
    return {
        "sent": report.sent,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "waiting": report.waiting,
        "bytes": report.bytes,
    }

"""One line of the bench's table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    figure: str
    beside: str
    verdict: str


def holds(good: bool) -> str:
    """The verdict of a limit."""
    return "holds" if good else "MISSED"

"""Aware datetimes as the text the database holds: UTC, fixed width, sorting as text."""

from datetime import UTC, datetime


def to_text(at: datetime) -> str:
    """Write an aware datetime.

    Raises:
        ValueError: The datetime is naive, so nobody can say when it was.
    """
    if at.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    """Read what ``to_text`` wrote."""
    return datetime.fromisoformat(text)

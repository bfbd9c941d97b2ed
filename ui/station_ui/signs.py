"""The sign of each state of a record, the same wherever one is shown."""

from typing import Final

from station_ui.tokens import Tone

Sign = tuple[str, Tone]
"""An icon, and what it means."""

RECORD_SIGNS: Final[dict[str, Sign]] = {
    "waiting": ("clock", "neutral"),
    "sending": ("cloud-upload", "accent"),
    "delivered": ("inbox", "accent"),
    "accepted": ("circle-check", "good"),
    "rejected": ("octagon-alert", "bad"),
}

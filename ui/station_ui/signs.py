"""The signs of a record, of its state and of where a value comes from; the same everywhere."""

from typing import Final, Literal

from station_ui.icon import Icon
from station_ui.tokens import Tone

Sign = tuple[Icon, Tone]
"""An icon, and what it means."""
Source = Literal["card", "typed", "edited"]
"""Where a value comes from; an edited one is not what the card says."""

RECORD_SIGNS: Final[dict[str, Sign]] = {
    "waiting": ("clock", "neutral"),
    "sending": ("cloud-upload", "accent"),
    "delivered": ("inbox", "accent"),
    "accepted": ("circle-check", "good"),
    "rejected": ("octagon-alert", "bad"),
}
SOURCE_SIGNS: Final[dict[Source, Sign]] = {
    "card": ("id-card", "neutral"),
    "typed": ("keyboard", "neutral"),
    "edited": ("pencil", "warn"),
}

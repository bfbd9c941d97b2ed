"""The names in a key slots file, read with the standard library alone.

The first screen shows them, and must not wait for the libraries that open a slot.
"""

import json
from pathlib import Path

from station_queue.errors import KeySlotError


def slot_names(path: Path) -> list[str]:
    """The names that have a slot, in the order they were given one.

    Raises:
        KeySlotError: SLOTS_MISSING, SLOTS_DAMAGED.
    """
    try:
        content = json.loads(path.read_bytes())
        names = [slot["name"] for slot in content["slots"]]
    except FileNotFoundError as exc:
        raise KeySlotError("SLOTS_MISSING", "there is no key slots file") from exc
    except (OSError, ValueError, LookupError, TypeError):
        # Not chained: the text of these quotes the content of the file.
        raise KeySlotError("SLOTS_DAMAGED", "the key slots file cannot be read") from None
    if not names or not all(isinstance(name, str) for name in names):
        raise KeySlotError("SLOTS_DAMAGED", "the key slots file names nobody")
    return names

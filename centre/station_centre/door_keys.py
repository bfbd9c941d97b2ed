"""Keys of the doors that are not for desks, in the centre's data folder, made at first use.

::

    hook.key      what a tus server in front of the centre shows with each hook
    viewer.key    the password of the status page and of the metrics
"""

import hmac
import secrets
from pathlib import Path
from typing import Final

from station_centre.disk import alone, write_whole
from station_centre.errors import CentreError

HOOK_KEY_FILE: Final = "hook.key"
VIEWER_KEY_FILE: Final = "viewer.key"

_KEY_BYTES: Final = 24
_SHORTEST: Final = 16


def door_key(folder: Path, name: str) -> str:
    """The key in a file of the data folder; made when there is none.

    Raises:
        CentreError: FOLDER_FAILED; or DOOR_KEY_WRONG, the file holds no key (an empty one would
            open the door to everybody).
    """
    file = folder / name
    try:
        # Looked for first: where keys are brought along, the folder may be for reading only.
        if not file.exists():
            with alone(folder):
                if not file.exists():
                    write_whole(file, f"{secrets.token_urlsafe(_KEY_BYTES)}\n".encode())
        key = file.read_text("utf-8").strip()
    except OSError as exc:
        raise CentreError("FOLDER_FAILED") from exc
    except UnicodeDecodeError as exc:
        raise CentreError("DOOR_KEY_WRONG") from exc
    if len(key) < _SHORTEST:
        raise CentreError("DOOR_KEY_WRONG")
    return key


def opens(key: str, shown: str | None) -> bool:
    """Whether what somebody showed is the key; how long it takes does not tell how much of it."""
    return shown is not None and hmac.compare_digest(key.encode(), shown.encode())

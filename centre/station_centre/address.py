"""The address by which desks reach the centre: told by serve, remembered for enrol."""

from pathlib import Path
from typing import Final

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from station_centre.disk import write_whole

log = structlog.get_logger()

_FILE: Final = "address.json"


class Address(BaseModel):
    """Where desks reach the centre, and what they have to trust there.

    Attributes:
        url: With the scheme http or https.
        ca_sha256: SHA-256 of the authority that vouches for the server (DER), lower-case hex; None
            for http.
    """

    model_config = ConfigDict(frozen=True)

    url: str
    ca_sha256: str | None = None

    def remember(self, folder: Path) -> None:
        """Keep it in the data folder; a centre that may not write there serves all the same."""
        try:
            write_whole(folder / _FILE, self.model_dump_json().encode(), mode=0o644)
        except OSError:
            log.warning("address_not_remembered")

    @classmethod
    def remembered(cls, folder: Path) -> "Address | None":
        """The address of the last serve; None where there was none."""
        try:
            return cls.model_validate_json((folder / _FILE).read_bytes())
        except (OSError, ValidationError):
            return None

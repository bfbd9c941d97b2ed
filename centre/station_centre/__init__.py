"""The receiving centre: takes packets over tus, opens and verifies them, answers with receipts."""

from station_centre.app import create_app
from station_centre.archive import Archive
from station_centre.errors import CentreError
from station_centre.keyring import Keyring

__all__ = ["Archive", "CentreError", "Keyring", "create_app"]

"""Signing in from the command line."""

import argparse
import getpass
import os

from station_core.errors import SettingsError
from station_core.folder import DeskFolder
from station_core.roster import known_names
from station_core.signin import Session, sign_in


def folder_of(arguments: argparse.Namespace) -> DeskFolder:
    """The desk's folder the command was given."""
    return DeskFolder(arguments.data)


def session_of(arguments: argparse.Namespace) -> Session:
    """Sign in the person the command names.

    Raises:
        SettingsError: NAME_NEEDED when nobody is named and several people could be meant.
    """
    folder = folder_of(arguments)
    names = known_names(folder)
    if arguments.user is None and len(names) != 1:
        raise SettingsError("NAME_NEEDED", "several people know this desk")
    return sign_in(folder, arguments.user or names[0], password())


def password() -> str:
    """The password from STATION_PASSWORD, or asked for without echo."""
    given = os.environ.get("STATION_PASSWORD")
    return given if given is not None else getpass.getpass("Mật khẩu / Password: ")

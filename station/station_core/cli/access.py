"""Signing in from the command line."""

import argparse
import getpass
import os
import warnings

from station_core.errors import SettingsError
from station_core.folder import DeskFolder
from station_core.roster import known_names
from station_core.signin import Session, sign_in


def folder_of(arguments: argparse.Namespace) -> DeskFolder:
    """The desk's folder the command was given."""
    return DeskFolder(arguments.data)


def session_of(arguments: argparse.Namespace, given: str | None = None) -> Session:
    """Sign in the person the command names.

    Args:
        arguments: Of the command.
        given: The password, where it was asked for already.

    Raises:
        SettingsError: NAME_NEEDED when nobody is named and several people could be meant.
    """
    folder = folder_of(arguments)
    names = known_names(folder)
    if arguments.user is None and len(names) != 1:
        raise SettingsError("NAME_NEEDED", "several people know this desk")
    secret = password() if given is None else given
    return sign_in(folder, arguments.user or names[0], secret)


def password(*, twice: bool = False) -> str:
    """The password from STATION_PASSWORD, or asked for without echo; see `_secret`."""
    return _secret("STATION_PASSWORD", "Mật khẩu / Password: ", twice=twice)


def new_password() -> str:
    """The password that is to be, from STATION_NEW_PASSWORD or asked for twice; see `_secret`."""
    return _secret("STATION_NEW_PASSWORD", "Mật khẩu mới / New password: ", twice=True)


def recovery_code() -> str:
    """The printed code from STATION_RECOVERY_CODE, or asked for; see `_secret`."""
    return _secret("STATION_RECOVERY_CODE", "Mã khôi phục / Recovery code: ")


def _secret(variable: str, prompt: str, *, twice: bool = False) -> str:
    """A secret from the environment, or asked for without echo.

    Args:
        variable: Name of the variable.
        prompt: What is asked.
        twice: Ask for it again: a slip of the finger would shut somebody out.

    Raises:
        SettingsError: PASSWORD_EMPTY when there is nobody to ask, PASSWORD_INVALID when it is not
            text, PASSWORDS_DIFFER.
    """
    given = os.environ.get(variable)
    try:
        text = _ask(prompt) if given is None else given
        text.encode()
        if given is None and twice and _ask("Nhập lại / Again: ") != text:
            raise SettingsError("PASSWORDS_DIFFER", "two different passwords were typed")
    except (EOFError, getpass.GetPassWarning) as exc:
        text = f"no {variable} and no terminal"
        raise SettingsError("PASSWORD_EMPTY", text, variable=variable) from exc
    except UnicodeEncodeError as exc:
        raise SettingsError("PASSWORD_INVALID", "the password is not UTF-8 text") from exc
    return text


def _ask(prompt: str) -> str:
    """Ask at the terminal; where there is none that can hide the answer, do not ask at all."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        return getpass.getpass(prompt)

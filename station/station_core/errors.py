"""Errors of the station, each with a stable code.

    StationError           PERSON_UNKNOWN, PERSON_DISABLED
    ├── SettingsError      SETTINGS_MISSING, SETTINGS_LOST, SETTINGS_INVALID, CENTRE_KEY_INVALID,
    │                      NAME_INVALID, NAME_NEEDED, PASSWORD_EMPTY, PASSWORD_SHORT, PASSWORD_WEAK,
    │                      PASSWORD_INVALID, PASSWORDS_DIFFER
    ├── DeskError          DESK_EXISTS, DESK_IN_USE, FOLDER_UNUSABLE, SIGNING_KEY_MISSING,
    │                      DEMO_PART_FAILED, BACKUP_RUNNING, HANDOVER_RUNNING,
    │                      HANDOVER_KEY_MISSING, CENTRE_OTHER
    ├── VisitError         VISIT_INCOMPLETE, FIELD_UNKNOWN, FIELD_INVALID, FIELD_MISSING,
    │                      PROCEDURE_UNKNOWN, FINGER_UNKNOWN, REASON_UNKNOWN, REASON_MISSING,
    │                      PORTRAIT_REFUSED, CARD_OF_ANOTHER, ALREADY_COLLECTED,
    │                      OPTION_INVALID, FINGER_TAKEN_AND_MISSING, PRINT_EMPTY,
    │                      RECORD_NOT_RETURNED, VISIT_UNREADABLE
    ├── NotAllowedError    NOT_ALLOWED
    ├── WaitError          SIGN_IN_WAIT
    ├── PeopleError        PERSON_NAME_TAKEN, PERSON_NOT_DISABLED, PERSON_ONESELF,
    │                      ROLE_MISSING
    └── CommandError       the command line's own: UPLOAD_INCOMPLETE, OUT_FORMAT_UNKNOWN,
                           OUT_NOT_WRITABLE, OUT_EXISTS, RECORD_NOT_HERE, RECORD_NO_PRINTS,
                           AUDIT_BROKEN, STORE_CHECK_FAILED, ERASE_NO_TIME,
                           HANDOVER_INCOMPLETE, RECEIPT_FORGED, RECONCILE_DIFFERENT,
                           RECONCILE_NOT_GIVEN, NET_TEST_FAILED

A code is what a help desk asks for: it keeps its meaning for ever. The sentence an operator reads
is looked up in `station_core.messages`; `str(error)` is for logs and holds no personal data.
"""


class StationError(Exception):
    """Something the station refuses or cannot do.

    Attributes:
        code: stable name of the failure.
        details: plain facts for the sentence, such as names of fields; never personal data.
    """

    def __init__(self, code: str, text: str = "", **details: object) -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code = code
        self.details = details


class SettingsError(StationError):
    """The desk's settings are missing or wrong."""


class DeskError(StationError):
    """The desk's data folder cannot be made or used."""


class NotAllowedError(StationError):
    """The signed-in person has none of the roles an act is for; `details` names both."""


class WaitError(StationError):
    """Too many wrong passwords; `details` has `wait_s`, whole seconds until the next try."""


class PeopleError(StationError):
    """What was to be done to an account cannot be; nothing was changed."""


class CommandError(StationError):
    """A command did not do what it says; `results` tells how far it came."""

    def __init__(self, code: str, **results: object) -> None:
        super().__init__(code)
        self.results = results


class VisitError(StationError):
    """A step of a visit is refused; what was done before it stays as it was."""

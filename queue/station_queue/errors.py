"""The one error tree of the queue package.

QueueError                 base; every instance has a stable ``code``
├── StoreError             the database file as a whole
│   └── DiskFullError      no room left; nothing half-written remains
├── BackupError            a backup cannot be made, read or restored: BACKUP_NO_ROOM,
│                          BACKUP_FOLDER_UNUSABLE, BACKUP_NOT_WRITTEN, BACKUP_TOO_LARGE,
│                          BACKUP_STOPPED, BACKUP_MISSING, BACKUP_UNREADABLE, BACKUP_UNKNOWN,
│                          BACKUP_DAMAGED, BACKUP_NEWER
├── HandoverError          packets cannot be copied to a stick, or receipts not read from one:
│                          HANDOVER_FOLDER_MISSING, HANDOVER_READ_ONLY, HANDOVER_NO_ROOM,
│                          HANDOVER_NOT_WRITTEN, HANDOVER_DAMAGED, HANDOVER_OTHER_DESK,
│                          HANDOVER_STOPPED, HANDOVER_NONE, HANDOVER_NO_RECEIPTS,
│                          HANDOVER_RECEIPTS_DAMAGED
├── RowError               a request that the stored rows do not allow
├── KeySlotError           the key slots file and the sign-in with it: SIGN_IN_WRONG,
│                          RECOVERY_CODE_TYPO, RECOVERY_CODE_WRONG, SLOT_LAST, SLOTS_MISSING ...
├── ReportError            a report that cannot be counted or written
├── PacketError            making or opening a packet
└── DeliveryError          talking to the centre

Texts are for technicians and logs: they never carry names, numbers, addresses or payloads.
"""


class QueueError(Exception):
    """Base of every error that leaves this package.

    Attributes:
        code: Stable upper-case identifier that scripts and the message catalogue rely on.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StoreError(QueueError):
    """The database file is missing, locked, damaged, newer, or opened with another key."""


class DiskFullError(StoreError):
    """No room for what had to be written; the state before the call still holds.

    Attributes:
        details: The bytes that are needed and free, where that was looked at beforehand.
    """

    def __init__(self, message: str = "no room left on the disk", **details: int) -> None:
        super().__init__("DISK_FULL", message)
        self.details = details


class BackupError(QueueError):
    """A backup cannot be made, or a file that is to be one cannot be used.

    Attributes:
        details: Plain facts for the sentence, such as the bytes that are needed.
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(code, message)
        self.details = details


class HandoverError(QueueError):
    """Packets cannot be handed over by a stick, or what came back on one cannot be used.

    Attributes:
        details: Plain facts for the sentence, such as the bytes that are needed.
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(code, message)
        self.details = details


class RowError(QueueError):
    """The rows as they stand do not allow the request: unknown id, wrong state, taken id."""


class KeySlotError(QueueError):
    """The key slots file is missing or damaged, or the name and password open no slot."""


class ReportError(QueueError):
    """A report cannot be counted (unknown column, reversed dates) or written."""


class PacketError(QueueError):
    """A packet cannot be made, or one that arrived is not what it claims to be."""


class DeliveryError(QueueError):
    """The centre could not be reached or did not take what was sent."""

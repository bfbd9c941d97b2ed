"""The one error of the centre, and what each of its codes says to a technician.

CentreError    base and only class; instances have ``code`` and ``next``

A packet that is refused is no error of the centre: its reason goes into a receipt.
"""

from typing import Final

# code: (what happened, what to do next)
MESSAGES: Final = {
    "KEYS_EXIST": (
        "This folder has keys already.",
        "Use another folder; packets sealed for the old key open with the old key only.",
    ),
    "KEYS_MISSING": (
        "This folder has no keys.",
        "Run: cccd-centre keygen --data DIR",
    ),
    "KEYS_INCOMPLETE": (
        "One of centre.key, centre.pub and receipt.key is missing or cannot be read.",
        "Let this user read them, bring them back from the copy, or make keys in another folder.",
    ),
    "KEYS_APART": (
        "centre.pub does not belong to centre.key.",
        "Bring both back from one copy.",
    ),
    "KEY_WRONG": (
        "The key file cannot be read as a key.",
        "Give the centre.key that keygen wrote, or another age identity file.",
    ),
    "FOLDER_FAILED": (
        "The folder cannot be written.",
        "Check that it exists, that this user may write there, and that the disk has room.",
    ),
    "OUT_NOT_EMPTY": ("The output folder is not empty.", "Name a new or empty folder."),
    "ADDRESS_TAKEN": (
        "The centre cannot listen on this address.",
        "Choose another --port, or end the program that uses it.",
    ),
    "ARCHIVE_FAILED": (
        "The archive could not be written or read.",
        "Check the disk; the desk keeps its packet and sends it again.",
    ),
    "BUG": (
        "Something happened in the program that nobody expected.",
        "Run the command again; if it stays so, report what stderr says.",
    ),
    "PACKET_MISSING": ("The packet file cannot be read.", "Check the path."),
    "PACKET_TOO_LARGE": ("The packet is larger than packets may be.", "Ask the desk what it is."),
    "PACKET_NOT_AGE": ("This is not a sealed packet.", "Send the .cccd file of the desk."),
    "PACKET_KEY_WRONG": (
        "The packet is sealed for another key.",
        "Give the desk this centre's recipient, or open it with the older key.",
    ),
    "PACKET_DAMAGED": ("The packet was cut or changed.", "Have the desk send it again."),
    "ZIP_WRONG": ("The content of the packet is not a plain zip.", "Ask for the desk's version."),
    "NAMES_WRONG": ("The parts are not those that were signed.", "Ask for the desk's version."),
    "PART_TOO_LARGE": ("A part is larger than parts may be.", "Ask for the desk's version."),
    "MANIFEST_WRONG": ("The manifest breaks the rules.", "Ask for the desk's version."),
    "SIGNATURE_WRONG": ("The signature does not hold.", "Find out who made this packet."),
    "HASH_WRONG": ("A part is not the one that was signed.", "Find out who made this packet."),
    "RECORD_WRONG": ("The record inside is another one.", "Ask for the desk's version."),
    "RECORD_CONFLICT": (
        "Another packet with this record and revision was accepted before.",
        "Compare the two at the desk; a correction is a new revision.",
    ),
}


class CentreError(Exception):
    """What the centre could not do.

    Attributes:
        code: Stable upper-case identifier, one of ``MESSAGES``.
        next: What to do next, in a sentence.
    """

    def __init__(self, code: str) -> None:
        message, self.next = MESSAGES[code]
        super().__init__(message)
        self.code = code

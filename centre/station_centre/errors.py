"""The one error of the centre, and what each of its codes says to a technician.

CentreError    base and only class; instances have ``code`` and ``next``

A packet that is refused is no error of the centre: its reason goes into a receipt.
"""

from typing import Final

# code: (what happened, what to do next)
MESSAGES: Final = {
    "KEYS_EXIST": (
        "This folder has keys already.",
        "For newer keys beside them: keygen --rotate. For another centre: another folder.",
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
    "STORE_URL_WRONG": (
        "This is no folder and no s3://BUCKET/PREFIX.",
        "Give --store a folder, or the bucket's URL.",
    ),
    "ARCHIVE_FAILED": (
        "The archive could not be written or read.",
        "Check the disk; the desk keeps its packet and sends it again.",
    ),
    "STATION_UNKNOWN": (
        "The centre does not know this station.",
        "Make a code with: cccd-centre enrol --desk CODE, and scan it at the desk.",
    ),
    "STATION_REVOKED": (
        "The station was revoked.",
        "If it may come in again, make a new code with: cccd-centre enrol --desk CODE",
    ),
    "STATION_OTHER": (
        "The station asked in the name of another one.",
        "Enrol the desk again with a new code.",
    ),
    "STATION_NOT_FOUND": (
        "There is no station with this key and no desk with this code.",
        "Look them up with: cccd-centre stations",
    ),
    "DESK_WRONG": (
        "This is no code of a desk.",
        "Give the code that stationctl init was given with --desk.",
    ),
    "ENROL_PROOF_WRONG": (
        "The station has not proven that the key is its own.",
        "Scan the code again at the desk; if it stays so, report it.",
    ),
    "ENROL_TOKEN_WRONG": (
        "No such code was made here.",
        "Make a code at this centre with: cccd-centre enrol --desk CODE",
    ),
    "ENROL_TOKEN_USED": (
        "The code was used already; each one works for one station, once.",
        "Make a new code with: cccd-centre enrol --desk CODE",
    ),
    "ENROL_TOKEN_OLD": (
        "The time of the code is over, or it was withdrawn.",
        "Make a new code with: cccd-centre enrol --desk CODE",
    ),
    "ENROL_DESK_OTHER": (
        "The code was made for another desk.",
        "Make a code for this desk with: cccd-centre enrol --desk CODE",
    ),
    "AUTHORITY_NONE": (
        "The centre is served over http and has no authority.",
        "Serve it over https: cccd-centre serve --tls --name HOST",
    ),
    "CERT_WRONG": (
        "A certificate or its key cannot be read, or the two do not belong together.",
        "Give PEM files, the key without a password; ca.key and ca.pem belong to one copy.",
    ),
    "CERT_APART": (
        "No desk would trust the certificate: another issuer, another name or another time.",
        "Give the issuer of the certificate with --ca, the names in it with --name.",
    ),
    "NAME_MISSING": (
        "It is not known by which name desks reach this centre.",
        "Give it with --name HOST; it goes into the certificate and the codes.",
    ),
    "URL_MISSING": (
        "It is not known by which address desks reach this centre.",
        "Start cccd-centre serve once, or give the address with --url URL.",
    ),
    "URL_WRONG": (
        "No code can carry this address and authority.",
        "Give http://HOST or https://HOST, and for https its authority with --ca.",
    ),
    "DOOR_KEY_WRONG": (
        "hook.key or viewer.key holds no key.",
        "Remove the file; the next start makes a new key.",
    ),
    "VIEWER_KEY_WRONG": (
        "The status page and the metrics ask for the viewer's key.",
        "Give any name, and as the password what stands in viewer.key in the centre's folder.",
    ),
    "HOOK_KEY_WRONG": (
        "The hook did not show the key of this centre.",
        "Give the server in front what stands in hook.key in the centre's folder.",
    ),
    "FRONT_UPLOAD_MISSING": (
        "The upload that the server in front has told of is not in its store.",
        "Check that --front names the store, and the folder in it, that the server in front uses.",
    ),
    "UPLOAD_WRONG": (
        "What was announced is no packet: its length, record, station or SHA-256 is not said.",
        "Have the desk send it again; if it stays so, bring the desk's version up to date.",
    ),
    "RATE_LIMITED": (
        "Too many requests came from this address.",
        "Wait as long as the answer says, then go on.",
    ),
    "LOT_FOLDER_FAILED": (
        "The folder cannot be read.",
        "Plug the stick in, and name its folder.",
    ),
    "LOT_NONE": (
        "There are no packets of a desk in this folder.",
        "Name the topmost folder of the stick, the one with cccd-handover in it.",
    ),
    "LOT_INCOMPLETE": (
        "Not all of what was handed over could be taken in; what could is, and lots says the rest.",
        "Give the stick back: the desk copies again what is missing or damaged. Import it again.",
    ),
    "LIST_MISSING": (
        "The packets have no list: copying them at the desk did not come to its end.",
        "Have the desk copy again; what is there is not copied twice.",
    ),
    "LIST_WRONG": (
        "The list of the packets cannot be read.",
        "Have the desk copy again; what is there is not copied twice.",
    ),
    "LIST_FORGED": (
        "The list of the packets is not signed by the station that it names.",
        "Find out who has had the stick; have the desk copy again.",
    ),
    "RECEIPTS_NOT_WRITTEN": (
        "The packets were taken in, but the receipts could not be written to the stick.",
        "Take the write protection off or make room, and import again; nothing is taken in twice.",
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
    "RECORD_UNKNOWN": (
        "No packet of this record was accepted here.",
        "Compare the id with what `cccd-centre list` shows.",
    ),
    "RECORD_RETURNED": (
        "This record has been returned already.",
        "Wait for the desk's correction: it comes as the next revision.",
    ),
    "REASON_WRONG": (
        "The reason cannot be sent.",
        "A code is upper case (PORTRAIT_BLURRED), a text at most 500 characters, a field a name.",
    ),
    "RECORD_OTHER": (
        "This record was collected by another desk.",
        "Find out who made this packet; a correction comes from the desk of the record.",
    ),
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
        results: What came of the work before, to be told beside the error.
    """

    def __init__(self, code: str, **results: object) -> None:
        message, self.next = MESSAGES[code]
        super().__init__(message)
        self.code = code
        self.results = results

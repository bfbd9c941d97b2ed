"""The errors of this package: what a device or its port can do wrong, each with a stable code.

    DeviceError
    ├── PortMissingError        PORT_MISSING           no such port, or nobody listens there
    ├── PortBusyError           PORT_BUSY              another program holds the port
    ├── PortDeniedError         PORT_DENIED            the system account may not open the port
    ├── PtyUnavailableError     PTY_UNAVAILABLE        this system has no pseudo terminals
    ├── UnknownDriverError      UNKNOWN_DRIVER         no driver of that name
    ├── UnknownFaultError       UNKNOWN_FAULT          the emulator knows no fault of that name
    ├── ScansFileError          SCANS_FILE_UNREADABLE  the emulator cannot read what it shall scan
    ├── DeviceUnpluggedError    DEVICE_UNPLUGGED       the port vanished while in use
    ├── DeviceSilentError       DEVICE_SILENT          no byte within the deadline
    ├── DeviceGarbledError      DEVICE_GARBLED         bytes, but no valid frame among them
    │   └── GpsGarbledError     GPS_GARBLED            ... from what should be a GPS receiver
    ├── DeviceRefusedError      DEVICE_REFUSED         the device said no; details has its code
    │   ├── WrongPasswordError  WRONG_PASSWORD         the device wants another password
    │   └── TriggerRefusedError TRIGGER_REFUSED        the scanner will not be started from here
    ├── NoFingerError           NO_FINGER              the deadline passed without a finger
    ├── FingerNotLiftedError    FINGER_NOT_LIFTED      the last finger, or grease, is still there
    ├── ImageInterruptedError   IMAGE_INTERRUPTED      image not received whole; still in the sensor
    ├── WrongImageSizeError     WRONG_IMAGE_SIZE       image of a size nobody knows
    ├── NoScanError             NO_SCAN                the deadline passed without a whole scan
    ├── ScanTooLongError        SCAN_TOO_LONG          a scan had no end; nothing of it is delivered
    ├── TriggerUnsupportedError TRIGGER_UNSUPPORTED    no documented command starts this scanner
    ├── NoFixError              NO_FIX                 the GPS receiver does not know where it is
    ├── CaptureCancelledError   CANCELLED              the caller's stop check said so
    ├── RecordingFileError      RECORDING_UNREADABLE   no recording of a device to play
    └── FingerFileError         FINGER_FILE_UNREADABLE missing, damaged or not a fingerprint image

No error carries image data or anything about a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping


class DeviceError(Exception):
    """Base of all errors of this package.

    Attributes:
        code: Stable upper-snake code; the station maps it to a sentence for the operator.
        details: Technical facts as short strings (the device's own code, a command name).
    """

    code: ClassVar[str] = "DEVICE_ERROR"

    def __init__(self, message: str, details: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.details: dict[str, str] = dict(details or {})


class PortMissingError(DeviceError):
    """There is no such port, or nobody listens at that address."""

    code = "PORT_MISSING"


class PortBusyError(DeviceError):
    """Another program holds the port."""

    code = "PORT_BUSY"


class PortDeniedError(DeviceError):
    """The system account has no right to open the port (on Debian: group ``dialout``)."""

    code = "PORT_DENIED"


class PtyUnavailableError(DeviceError):
    """This system has no pseudo terminals; the emulator can serve TCP instead."""

    code = "PTY_UNAVAILABLE"


class UnknownDriverError(DeviceError):
    """No driver has that name."""

    code = "UNKNOWN_DRIVER"


class UnknownFaultError(DeviceError):
    """The emulator knows no fault of that name."""

    code = "UNKNOWN_FAULT"


class ScansFileError(DeviceError):
    """The file of scans for the emulator is missing, unreadable or empty."""

    code = "SCANS_FILE_UNREADABLE"


class RecordingFileError(DeviceError):
    """The file is missing, unreadable or no recording of a device."""

    code = "RECORDING_UNREADABLE"


class DeviceUnpluggedError(DeviceError):
    """The port vanished while in use."""

    code = "DEVICE_UNPLUGGED"


class DeviceSilentError(DeviceError):
    """No byte came within the deadline."""

    code = "DEVICE_SILENT"


class DeviceGarbledError(DeviceError):
    """Bytes came, but no valid frame among them: a wrong baud rate or another kind of device."""

    code = "DEVICE_GARBLED"


class GpsGarbledError(DeviceGarbledError):
    """Bytes came from a GPS receiver, but no sentence: a wrong baud rate or a binary protocol."""

    code = "GPS_GARBLED"


class DeviceRefusedError(DeviceError):
    """The device answered with an error; ``details["device_code"]`` holds its code in hex."""

    code = "DEVICE_REFUSED"


class WrongPasswordError(DeviceRefusedError):
    """The device wants another password."""

    code = "WRONG_PASSWORD"


class TriggerRefusedError(DeviceRefusedError):
    """The scanner knows the command to its trigger and says no: another trigger mode is set."""

    code = "TRIGGER_REFUSED"


class NoFingerError(DeviceError):
    """The deadline passed without a finger on the sensor."""

    code = "NO_FINGER"


class FingerNotLiftedError(DeviceError):
    """The finger of the last image was not lifted, or something on the glass looks like one."""

    code = "FINGER_NOT_LIFTED"


class ImageInterruptedError(DeviceError):
    """The image did not come across whole; it is still in the sensor, so another try may do."""

    code = "IMAGE_INTERRUPTED"


class WrongImageSizeError(DeviceError):
    """The image has a size that fits nothing known about the device."""

    code = "WRONG_IMAGE_SIZE"


class NoScanError(DeviceError):
    """The deadline passed without a whole scan; one under way is not lost, the next call has it."""

    code = "NO_SCAN"


class ScanTooLongError(DeviceError):
    """More bytes than any code holds came without an end; all of them are dropped."""

    code = "SCAN_TOO_LONG"


class TriggerUnsupportedError(DeviceError):
    """The maker documents no command that starts this scanner, or the maker is not known."""

    code = "TRIGGER_UNSUPPORTED"


class NoFixError(DeviceError):
    """The GPS receiver works, but had no position before the deadline."""

    code = "NO_FIX"


class CaptureCancelledError(DeviceError):
    """The caller's stop check asked to give up."""

    code = "CANCELLED"


class FingerFileError(DeviceError):
    """A file given as a fingerprint is missing, damaged or not a grey image of a sane size."""

    code = "FINGER_FILE_UNREADABLE"

"""The technician's screen: cameras to choose from, what one delivers, and what is wrong with it."""

from dataclasses import replace
from typing import Final

from photographer import wait
from stage import Stage
from station_capture import CameraFacts, CameraIdentity, Locked
from station_capture.drawn import draw_portrait_scene
from station_devices import FoundScanner, ScannerIdentity
from station_devices.errors import PortMissingError
from station_devices.quality import measured_print
from station_devices.synthetic import draw_print
from station_ui.camera_choice import Choosable
from station_ui.camera_measure import Measured
from station_ui.scanner_choice import Answer
from station_ui.screens.camera_devices import CameraDevices

C270: Final = CameraIdentity(
    name="HD Webcam C270",
    vendor=0x046D,
    product=0x0825,
    serial="8A2B3C4D",
    place="1-1.4:1.0",
    index=0,
    backend=200,
    path="",
    address="usb:046d:0825:8A2B3C4D",
)
TWIN: Final = replace(C270, name="USB 2.0 Camera", serial="", address="usb:0bda:58b0@1-2:1.0")
FACTS: Final = CameraFacts("HD Webcam C270", "V4L2", "MJPG", 1920, 1080, 30.0, 4)
SFM: Final = ScannerIdentity(
    "SFM", "", "", 272, 320, 500, 8, id_grade=False, notes=("uncertified",)
)
WELL: Final = Measured(1920, 1080, 30.0, FACTS, Locked(exposure=True, white_balance=True), ())
SMALL: Final = Measured(1280, 720, 8.4, replace(FACTS, format="YUYV"), Locked(), ("CAMERA_SMALL",))


def devices(stage: Stage) -> None:
    """A camera that is well, one that is not, one that is gone, and none to choose from."""
    assert stage.place.devices is not None
    screen = stage.place.devices.camera
    stage.look_at(draw_portrait_scene(seed=1))
    stage.place.go(3)
    wait(lambda: screen.measure_camera.found is not None, "what was measured")
    stage.shot("devices-a-file")
    file = stage.work.camera.settings
    stage.work.camera.settings = file.model_copy(update={"source": C270.address})
    show_cameras(
        screen,
        Choosable(stage.work.camera.settings.source, C270.name, "present", in_use=True),
        Choosable(TWIN.address, TWIN.name, "present", in_use=False),
        Choosable("usb:1bcf:2284", "Full HD 1080P PC Camera", "busy", in_use=False),
    )
    show_measured(screen, WELL)
    stage.shot("devices")
    show_measured(screen, SMALL)
    stage.shot("devices-camera-small")
    stage.camera.unplug()
    wait(lambda: stage.work.camera.state.code is not None, "the camera to be lost")
    show_cameras(
        screen, Choosable(stage.work.camera.settings.source, C270.address, "away", in_use=True)
    )
    stage.shot("devices-camera-lost")
    stage.work.camera.settings = file
    scanners(stage)
    stage.place.go(0)


def scanners(stage: Stage) -> None:
    """What the desk's scanner is, a trial, others that were found, and one that is gone."""
    assert stage.place.devices is not None
    stage.place.devices.show_kind("scanner")
    screen, scanner = stage.place.devices.scanner, stage.work.scanner
    scanner.reconnect()  # it was lost at the step
    wait(lambda: not screen.choice.busy and scanner.ready, "the scanner")
    stage.shot("devices-scanner")
    screen.choice.answers = (
        Answer("usb:10c4:ea60:0042", "SFM", FoundScanner("sfm", 115200, SFM)),
        Answer("usb:1a86:7523@1-3", "USB Serial", code="DEVICE_SILENT"),
        Answer("usb:0403:6001:A1", "FT232R USB UART", code="PORT_BUSY"),
    )
    screen.primary.trigger()
    stage.shot("devices-scanner-waiting")
    scanner.stop()
    assert screen._trial is not None
    print_ = measured_print(draw_print(4, 192, 192), 508, 4, driver="ef01", transfer_s=1.7)
    screen._tried(screen._trial, replace(print_, wire_fraction=0.99))
    stage.shot("devices-scanner-trial")
    scanner._stand(PortMissingError("gone"))
    stage.shot("devices-scanner-lost")
    scanner._stand(None)


def show_cameras(screen: CameraDevices, *options: Choosable) -> None:
    """What the system would list, on a machine that has them."""
    screen._looking.stop()
    screen.choice.options = options
    screen.choice.changed.emit()


def show_measured(screen: CameraDevices, found: Measured) -> None:
    """What such a camera would deliver."""
    screen.measure_camera.stop()
    screen.measure_camera.found = found
    screen.measure_camera.changed.emit()

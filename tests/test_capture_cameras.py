"""Cameras by identity: the tree Linux tells of devices in, the paths of Windows, and addresses."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from cv2_enumerate_cameras import CameraInfo

from station_capture import CameraError, CameraIdentity, list_cameras, state_of, usb_address
from station_capture.addresses import UsbAddress, without_password
from station_capture.cameras import find_camera, index_of
from station_capture.opencv import cv2

LOGITECH = (0x046D, 0x0825)


class Tree:
    """A /sys and a /dev of files, with cameras plugged in."""

    def __init__(self, root: Path) -> None:
        self.system = root / "sys"
        self.nodes = root / "dev"
        self.nodes.mkdir()
        self._listed: list[CameraInfo] = []

    def plug(
        self,
        index: int,
        interface: str,
        serial: str = "",
        usb: tuple[int, int] | None = LOGITECH,
        number: int = 0,
    ) -> None:
        path = self.nodes / f"video{index}"
        path.touch()
        device = self.system / "devices" / interface.partition(":")[0] / interface
        device.mkdir(parents=True, exist_ok=True)
        if serial:
            (device.parent / "serial").write_text(f"{serial}\n")
        node = self.system / "class" / "video4linux" / path.name
        node.mkdir(parents=True)
        (node / "device").symlink_to(device)
        (node / "index").write_text(f"{number}\n")
        vid, pid = usb or (None, None)
        self._listed.append(CameraInfo(index, "UVC Camera", str(path), vid, pid, cv2.CAP_V4L2))

    def unplug(self, index: int) -> None:
        self._listed = [one for one in self._listed if one.index != index]

    def cameras(self) -> list[CameraIdentity]:
        return list_cameras(cv2.CAP_V4L2, lambda _backend: self._listed, self.system)

    def addresses(self) -> list[str]:
        return [camera.address for camera in self.cameras()]

    def find(self, address: str) -> CameraIdentity:
        identity = usb_address(address)
        assert identity is not None
        return find_camera(identity, self.cameras())


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_camera_is_known_by_vendor_product_and_serial_number(tree: Tree) -> None:
    tree.plug(0, "1-1.4:1.0", serial="8A2B")
    (camera,) = tree.cameras()
    assert (camera.vendor, camera.product, camera.serial) == (*LOGITECH, "8A2B")
    assert camera.place == "1-1.4:1.0"
    assert camera.address == "usb:046d:0825:8A2B"


def test_camera_that_comes_back_under_another_number_is_found_again(tree: Tree) -> None:
    tree.plug(0, "1-1:1.0", serial="8A2B")
    (address,) = tree.addresses()
    tree.unplug(0)
    with pytest.raises(CameraError) as away:
        tree.find(address)
    assert away.value.code == "CAMERA_MISSING"
    tree.plug(4, "2-3:1.0", serial="8A2B")
    assert tree.find(address).index == 4


@pytest.mark.parametrize("serial", ["", "SN0001"])
def test_two_of_a_kind_are_told_apart_by_where_they_are(tree: Tree, serial: str) -> None:
    tree.plug(0, "1-1:1.0", serial)
    tree.plug(2, "1-2:1.0", serial)
    first, second = tree.addresses()
    assert first != second
    assert second.endswith("@1-2:1.0")
    assert [tree.find(first).index, tree.find(second).index] == [0, 2]
    tree.unplug(2)
    with pytest.raises(CameraError):  # its twin looks elsewhere, and is not taken for it
        tree.find(second)


def test_one_without_a_serial_number_is_not_taken_for_one_that_has_it(tree: Tree) -> None:
    tree.plug(0, "1-1:1.0", serial="8A2B")
    tree.plug(2, "1-2:1.0")
    assert [tree.find(address).index for address in tree.addresses()] == [0, 2]


def test_cameras_in_one_housing_each_have_an_address(tree: Tree) -> None:
    tree.plug(0, "1-1:1.0", serial="8A2B")
    tree.plug(2, "1-1:1.2", serial="8A2B")  # infrared
    tree.plug(4, "1-1:1.2", serial="8A2B", number=2)  # a second stream of one interface
    assert tree.addresses() == [
        "usb:046d:0825:8A2B",
        "usb:046d:0825:8A2B@1-1:1.2",
        "usb:046d:0825:8A2B@1-1:1.2.2",
    ]
    assert [tree.find(address).index for address in tree.addresses()] == [0, 2, 4]


def test_camera_without_usb_is_known_by_its_index(tree: Tree) -> None:
    tree.plug(0, "platform-camera", usb=None)
    assert tree.addresses() == ["0"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may do everything")
def test_second_node_of_a_camera_is_left_out_where_it_cannot_be_asked(tree: Tree) -> None:
    tree.plug(0, "1-1:1.0")
    tree.plug(1, "1-1:1.0", number=1)
    for node in tree.nodes.iterdir():
        node.chmod(0)
    assert [(camera.index, state_of(camera)) for camera in tree.cameras()] == [(0, "denied")]


@pytest.mark.parametrize(
    ("instances", "addresses"),
    [
        (["#8A2B3C4D#"], ["usb:046d:0825:8A2B3C4D"]),
        (["&mi_00#6&2c3ab5d1&0&0000#"], ["usb:046d:0825"]),
        (
            ["&mi_00#6&2c3ab5d1&0&0000#", "&mi_02#6&2c3ab5d1&0&0002#"],
            ["usb:046d:0825", "usb:046d:0825@6&2c3ab5d1&0:02"],
        ),
        (
            ["#5&23c70bda&0&2#", "#5&23c70bda&0&3#"],
            ["usb:046d:0825@5&23c70bda&0&2:00", "usb:046d:0825@5&23c70bda&0&3:00"],
        ),
    ],
)
def test_paths_of_windows_tell_serial_number_or_plug(
    tmp_path: Path, instances: list[str], addresses: list[str]
) -> None:
    guid = "{65e8773d-8f56-11d0-a3b9-00a0c9223196}\\global"
    listed = [
        CameraInfo(at, "C270", rf"\\?\usb#vid_046d&pid_0825{one}{guid}", *LOGITECH, cv2.CAP_DSHOW)
        for at, one in enumerate(instances)
    ]
    found = list_cameras(cv2.CAP_DSHOW, lambda _backend: listed, tmp_path)
    assert [camera.address for camera in found] == addresses
    for at, address in enumerate(addresses):
        identity = usb_address(address.upper().replace("USB", "usb"))  # as Media Foundation may
        assert identity is not None
        assert find_camera(identity, found).index == at


def test_camera_of_windows_without_usb_is_known_by_its_index(tmp_path: Path) -> None:
    listed = [CameraInfo(3, "OBS Virtual Camera", None, None, None, cv2.CAP_DSHOW)]
    (camera,) = list_cameras(cv2.CAP_DSHOW, lambda _backend: listed, tmp_path)
    assert (camera.name, camera.address) == ("OBS Virtual Camera", "3")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("usb:046d:0825", UsbAddress(0x046D, 0x0825)),
        ("USB:046D:0825:8A 2B", UsbAddress(0x046D, 0x0825, "8A 2B")),
        ("usb:046d:0825@1-1.4:1.0", UsbAddress(0x046D, 0x0825, None, "1-1.4:1.0")),
        ("usb:046d:0825:8A:2B@1-2:1.0", UsbAddress(0x046D, 0x0825, "8A:2B", "1-2:1.0")),
        ("0", None),
        ("/dev/video0", None),
        ("rtsp://usb:046d/", None),
    ],
)
def test_addresses(text: str, address: UsbAddress | None) -> None:
    assert usb_address(text) == address
    if address is not None:
        assert usb_address(str(address)) == address


@pytest.mark.parametrize("text", ["usb:", "usb:046d", "usb:046d:08255", "usb:046d:0825@"])
def test_identity_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(CameraError) as caught:
        usb_address(text)
    assert caught.value.code == "CAMERA_ADDRESS"


@pytest.mark.parametrize("lister", [OSError, NotImplementedError])
def test_system_that_does_not_list_its_cameras(lister: type[Exception], tmp_path: Path) -> None:
    def fail(_backend: int) -> Iterable[CameraInfo]:
        raise lister

    with pytest.raises(CameraError) as caught:
        list_cameras(0, fail, tmp_path)
    assert caught.value.code == "CAMERA_MISSING"


def test_this_machine_lists_its_cameras() -> None:
    assert all(camera.address for camera in list_cameras())


@pytest.mark.parametrize("path", ["video0", "/tmp/video0", "/dev/null", "img_%03d.png"])
def test_path_that_is_no_node_has_no_index(path: str) -> None:
    assert index_of(path) is None


def test_node_of_a_camera_is_its_index() -> None:
    assert index_of("/dev/video12") == 12


@pytest.fixture
def held(tree: Tree, tmp_path: Path) -> Callable[[], CameraIdentity]:
    def hold() -> CameraIdentity:
        handles = tmp_path / "proc" / "17" / "fd"
        handles.mkdir(parents=True)
        (handles / "5").symlink_to(tree.nodes / "video0")
        return tree.cameras()[0]

    return hold


@pytest.mark.skipif(os.name != "posix", reason="only Linux shows who holds what")
def test_camera_that_another_program_holds_is_busy(
    tree: Tree, held: Callable[[], CameraIdentity], tmp_path: Path
) -> None:
    tree.plug(0, "1-1:1.0")
    assert state_of(tree.cameras()[0], tmp_path / "proc") == "present"
    assert state_of(held(), tmp_path / "proc") == "busy"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("rtsp://admin:GEHEIM@10.0.0.7/live", "rtsp://10.0.0.7/live"),
        ("http://a:b@c@camera:8080/", "http://camera:8080/"),
        ("rtsp:admin:GEHEIM@10.0.0.7", "10.0.0.7"),
        ("http://camera/", "http://camera/"),
        ("usb:046d:0825@1-1.4:1.0", "usb:046d:0825@1-1.4:1.0"),
        ("0", "0"),
        ("walk.avi", "walk.avi"),
    ],
)
def test_password_of_an_address_is_never_shown(source: str, shown: str) -> None:
    assert without_password(source) == shown

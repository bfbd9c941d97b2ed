"""What the package promises as a whole: a light import, its names, a quiet stderr."""

import subprocess
import sys

import pytest

import station_capture

_HEAVY = ("cv2", "numpy", "PIL", "zxingcpp", "pydantic", "structlog")


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )


def test_cards_and_errors_are_used_without_the_image_libraries() -> None:
    loaded = _run(
        "import sys; from station_capture import CardError, parse_card;"
        f"print([name for name in {_HEAVY!r} if name in sys.modules])"
    )
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("name", station_capture.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(station_capture, name) is not None


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        station_capture.no_such_name  # noqa: B018 - the access itself is tested


def test_absent_and_broken_sources_leave_nothing_on_stderr() -> None:
    done = _run(
        "import io\n"
        "from PIL import Image\n"
        "from station_capture.sources import open_source\n"
        "from station_capture import CameraError, ImageError, load_image\n"
        "for spec in ('97', 'absent.avi', 'http://127.0.0.1:9/'):\n"
        "    try: open_source(spec)\n"
        "    except CameraError as exc: print(exc.code)\n"
        "png = io.BytesIO()\n"
        "Image.effect_noise((64, 64), 9).save(png, 'PNG')\n"
        "try: load_image(png.getvalue()[:900])\n"
        "except ImageError as exc: print(exc.code)\n"
    )
    assert done.stdout.split() == ["CAMERA_MISSING"] * 3 + ["IMAGE_UNREADABLE"]
    assert done.stderr == ""

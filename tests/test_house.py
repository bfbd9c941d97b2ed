"""The shape of the project itself: what must hold of every folder and every entry point."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENTRY_POINTS = ("station_core.__main__", "station_ui.__main__", "station_centre.__main__")
SOURCE_ROOTS = ("station", "ui", "capture", "devices", "queue", "centre")


@pytest.mark.parametrize("module", ENTRY_POINTS)
@pytest.mark.parametrize("folder", [ROOT, ROOT / "queue", ROOT / "tests"])
def test_queue_is_the_standard_library_s_from_every_entry_point(module: str, folder: Path) -> None:
    code = f"import {module}, queue, sysconfig; print(queue.__file__, sysconfig.get_path('stdlib'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    where, library = done.stdout.split()
    assert where.startswith(library)


@pytest.mark.parametrize("folder", [*SOURCE_ROOTS, "tests", "packaging"])
def test_no_top_level_folder_is_a_package(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize("folder", SOURCE_ROOTS)
def test_every_source_root_holds_one_typed_package(folder: str) -> None:
    packages = [path.parent for path in (ROOT / folder).glob("*/__init__.py")]
    assert len(packages) == 1
    assert (packages[0] / "py.typed").exists()


def test_wheel_carries_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(Path(p).parent.name for p in packages) == sorted(SOURCE_ROOTS)


def test_desk_runs_without_the_centre_s_libraries() -> None:
    blocked = "fastapi starlette uvicorn tuspyserver obstore"
    code = (
        "import sys\n"
        f"for name in {blocked.split()!r}: sys.modules[name] = None\n"
        "import station_ui.__main__, station_core.desk, station_core.outbox, station_core.cli\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_qt_leaves_the_singletons_alone() -> None:
    """A Qt that drops a reference to None with every call ends a desk's day with a crash."""
    code = (
        "import sys\n"
        "from PySide6.QtCore import QObject, Signal\n"
        "class Bell(QObject):\n"
        "    rung = Signal()\n"
        "bell = Bell()\n"
        "bell.rung.connect(lambda: None)\n"
        "def counts(): return sys.getrefcount(None), sys.getrefcount(True)\n"
        "before = counts()\n"
        "for _ in range(1000):\n"
        "    bell.rung.emit()\n"
        "    bell.setObjectName('bell')\n"
        "assert all(b - a > -100 for a, b in zip(before, counts()))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

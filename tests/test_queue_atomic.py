"""Files beside the store: the old content or the new, and nothing left lying about."""

import os
from pathlib import Path

from station_core.folder import DeskFolder
from station_queue.atomic import PRIVATE, replace_file


def test_what_a_killed_program_left_goes_with_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "station.slots.json"
    old, young = (tmp_path / f".station.slots.json.{n}.part" for n in ("0a1b2c3d", "4e5f6a7b"))
    others = [tmp_path / ".station.toml.0a1b2c3d.part", tmp_path / "station.slots.json.v1.part"]
    for left in (old, young, *others):
        left.write_bytes(b"cut off")
    for left in (old, *others):
        os.utime(left, (0, 0))

    replace_file(path, b"new", mode=PRIVATE)

    assert path.read_bytes() == b"new"
    assert not old.exists()
    assert young.exists()  # somebody may be writing it
    assert all(other.exists() for other in others)


def test_the_next_start_clears_away_an_old_key_slot(tmp_path: Path) -> None:
    folder = DeskFolder(tmp_path)
    left = tmp_path / f".{folder.slots.name}.0a1b2c3d.part"
    left.write_bytes(b"of somebody who has left")
    os.utime(left, (0, 0))
    with folder.locked():
        assert not left.exists()

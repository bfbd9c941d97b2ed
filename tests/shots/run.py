"""`make shots`: every screen and gallery page in every look, each scale in a process of its own."""

import argparse
import shutil
import subprocess
import sys
import time
from html import escape
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
SCALES: Final = (100, 150)


def main(words: list[str] | None = None) -> int:
    """Take all pictures; the exit code is 1 when one could not be taken."""
    asked = _parser().parse_args(words)
    started = time.monotonic()
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    extra = [*(["--quick"] if asked.quick else []), "--only", asked.only]
    processes = [
        # A scale of the screen holds for a whole process.
        subprocess.Popen(
            [sys.executable, HERE / "shoot.py", "--scale", str(scale), "--out", asked.out, *extra]
        )
        for scale in (SCALES[:1] if asked.quick else SCALES)
    ]
    failed = [process.wait() for process in processes]
    write_index(asked.out)
    pictures = sum(1 for _ in asked.out.glob("*-*/*.png"))
    took = time.monotonic() - started
    sys.stdout.write(f"{pictures} pictures in {took:.0f} s: {asked.out / 'index.html'}\n")
    return int(any(failed) or pictures == 0)


def write_index(out: Path) -> None:
    """A page of all contact sheets, each linked to its folder."""
    lines = [
        "<!doctype html><meta charset=utf-8><title>CCCD Station</title>",
        "<style>body{font:16px Inter,sans-serif;margin:24px}img{width:100%}</style>",
    ]
    for folder in sorted(
        path for path in out.iterdir() if path.is_dir() and path.name != "contact"
    ):
        lines.append(f"<h2><a href='{escape(folder.name)}/'>{escape(folder.name)}</a></h2>")
        lines.extend(
            f"<p><a href='contact/{sheet.name}'><img loading=lazy src='contact/{sheet.name}'></a>"
            for sheet in sorted((out / "contact").glob(f"{folder.name}-*.png"))
        )
    (out / "index.html").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names with this word in them")
    parser.add_argument(
        "--quick", action="store_true", help="Vietnamese, light, 1366 x 768, 100 %%"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "shots")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())

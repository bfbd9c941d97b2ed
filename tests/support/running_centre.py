"""A centre in a process of its own, asked by its commands."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from station_centre.__main__ import main


class RunningCentre:
    """Has keys from the start; serves between ``start`` and ``end``.

    Args:
        folder: Its data.
        serve: Options of its server.
    """

    def __init__(self, folder: Path, *serve: str) -> None:
        self.folder, self._serve = folder, serve
        self.recipient: str = self.ask("keygen")["recipient"]
        self.url, self._port = "", 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> "RunningCentre":
        """Serve, at the same address as before."""
        words = [sys.executable, "-m", "station_centre", "serve", "--data", str(self.folder)]
        words += ["--port", str(self._port), *self._serve]
        with (self.folder / "log.txt").open("a") as log:
            self._process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]
        self._port = int(self.url.rpartition(":")[2])
        return self

    def end(self) -> None:
        """Serve no more."""
        if self._process is not None:
            self._process.terminate()
            with self._process:
                self._process.wait()
            self._process = None

    def ask(self, *words: str) -> dict[str, Any]:
        """The answer of one command that succeeds."""
        out = io.StringIO()
        with redirect_stdout(out):
            code = main([*words, "--data", str(self.folder), "--json"])
        assert code == 0, out.getvalue()
        answer: dict[str, Any] = json.loads(out.getvalue())
        return answer

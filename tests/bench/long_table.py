"""A table of a million rows: how long until its first rows and its last ones are drawn."""

import json
import time
from collections.abc import Callable, Sequence

from station_ui.theme import Theme, application
from station_ui.tokens import WINDOW
from station_ui.widgets.data_table import DataTable
from station_ui.widgets.paged_model import Cell, Column

ROWS = 1_000_000


def main() -> None:
    """Print the figures as one line of JSON."""
    app = application()
    Theme(app, "light")
    asked: list[int] = []

    def fetch(first: int, limit: int, done: Callable[[Sequence[int]], None]) -> None:
        asked.append(first)
        done(range(first, first + limit))

    columns: list[Column[int]] = [
        Column(lambda: "Row", lambda row: Cell(str(row)), letters=12) for _ in range(6)
    ]
    table: DataTable[int] = DataTable(columns, fetch)
    table.resize(*WINDOW)
    table.show()
    app.processEvents()

    def opened() -> None:
        table.show_count(ROWS)
        app.processEvents()
        table.grab()

    def at_the_end() -> None:
        table.view.scrollToBottom()
        app.processEvents()
        table.grab()

    times = {"open_ms": took(opened), "jump_ms": took(at_the_end)}
    print(json.dumps({"rows": ROWS, "pages": len(asked), **times}))


def took(work: Callable[[], None]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()

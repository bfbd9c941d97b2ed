"""The station up to a sign-in one can type into; tells when it is there."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from station_core.folder import DeskFolder
from station_ui.app import Program, Start

program = Program(Start(DeskFolder(Path(sys.argv[1]))))
timer = QTimer()


def look() -> None:
    """End the program once the names are there and the password field has the cursor."""
    window = program.window
    if window is not None and window.signin.name.count() and window.signin.password.isEnabled():
        print("ready", flush=True)
        timer.stop()
        program.app.quit()


timer.timeout.connect(look)
timer.start(2)
sys.exit(program.run())

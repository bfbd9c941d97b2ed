"""What stands over a live portrait: the window it will be cut from, the head, the line of eyes."""

from typing import TYPE_CHECKING

from station_ui.widgets.overlay import PortraitWindow

if TYPE_CHECKING:
    from station_ui.preview import Preview
    from station_ui.studio import Verdict


def overlays_of(verdict: "Verdict | None", shown: "Preview") -> tuple[PortraitWindow, ...]:
    """Where the picture will be cut out of the frame; nothing before the first verdict."""
    if verdict is None:
        return ()
    seen = verdict.assessment
    return (
        PortraitWindow(
            shown.place_of(seen.window),
            "good" if seen.ready else "warn",
            head=verdict.geometry.head_height,
            eye_line=verdict.geometry.eye_line,
            held=verdict.held,
        ),
    )

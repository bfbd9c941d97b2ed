"""What every test runs under: an offscreen screen, and a log that must stay quiet."""

import os
from collections.abc import Iterator

# Set before anything imports Qt or OpenCV.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import structlog
from hypothesis import HealthCheck, settings
from structlog.testing import LogCapture
from structlog.typing import EventDict

# In tests/support: the fixtures of the window, which several files share.
pytest_plugins = ["window_fixtures"]

settings.register_profile(
    "desk",
    deadline=None,  # a busy machine is no reason to fail
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("desk")


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """The log records of the test; one at warning or above must be taken by `logged.clear()`."""
    capture = LogCapture()
    structlog.configure(processors=[capture])
    yield capture.entries
    structlog.reset_defaults()
    loud = [e for e in capture.entries if e["log_level"] in {"warning", "error", "critical"}]
    assert not loud, f"unexpected log records: {loud}"

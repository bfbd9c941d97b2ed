"""What becomes of an error nobody expected: its kind and place in the log, never its text.

The text of an error, such as pydantic's, may quote what a citizen told us.
"""

import traceback

import structlog

log = structlog.get_logger()


def log_bug(error: BaseException) -> None:
    """Write down kind and place of an error."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("bug", kind=type(error).__name__, places=places)

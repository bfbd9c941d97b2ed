"""What becomes of an error nobody expected: a line in the log, never the text of the error."""

import traceback

import structlog

log = structlog.get_logger()


def log_bug(error: BaseException) -> None:
    """Write down kind and place of an error; its text might hold what a citizen told us."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("bug", kind=type(error).__name__, places=places)

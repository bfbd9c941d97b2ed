"""Where log records go: JSON lines, never on stdout, never with personal data.

Records are key and value (structlog). What may stand in them: codes, ids of records, sizes, times.
Names, numbers, addresses, payloads and images may not.
"""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import Processor

_FILE_BYTES = 2_000_000
_FILES = 5


def log_to_stderr() -> None:
    """For commands: warnings and worse, so that stdout holds the answer and nothing else."""
    _configure(logging.StreamHandler(sys.stderr), logging.WARNING)


def log_to_file(path: Path) -> None:
    """For the station: everything of interest, in a file of bounded size.

    A full disk must not stop the desk, so trouble with the log itself is not raised.
    """
    logging.raiseExceptions = False
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_FILE_BYTES, backupCount=_FILES, encoding="utf-8")
    _configure(handler, logging.INFO)


def _configure(handler: logging.Handler, level: int) -> None:
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        # Libraries that use logging itself get the same shape.
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, renderer])
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )

"""Logs of the centre: JSON lines on stderr."""

import logging
import sys

import structlog


def log_to_stderr() -> None:
    """Send every log line to stderr: stdout carries answers only."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )

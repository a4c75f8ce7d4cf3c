"""Where the stack's own log goes: a file, so that the terminal stays readable."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

_FILE_BYTES: Final = 5_000_000


def log_to(log_dir: Path) -> None:
    """Send warnings and errors of every library and of ours to `stack.log`."""
    log_dir.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(log_dir / "stack.log", maxBytes=_FILE_BYTES, backupCount=1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)

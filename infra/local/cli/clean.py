"""`clean`: remove the state of the local stack."""

from __future__ import annotations

import shutil
from pathlib import Path

from infra.local.lock import StateLock
from infra.local.servers.postgres_home import remove_abandoned


def clean(state_dir: Path) -> int:
    """Remove the state folder and what it named outside of it. Raises `StateDirInUse` while a stack runs on it."""
    if state_dir.exists():
        with StateLock(state_dir):
            shutil.rmtree(state_dir)
    remove_abandoned()
    return 0

"""How the command ends, and what stops it."""

from __future__ import annotations

from typing import Final

FINE: Final = 0
PROBLEMS: Final = 1
"""The workflow has problems, or its run did not succeed."""
UNUSABLE: Final = 2
"""Wrong usage, or a file that cannot be read. argparse ends with the same number."""
INTERRUPTED: Final = 130


class CommandError(Exception):
    """The command cannot go on: wrong usage or unreadable input. The message is shown as it is."""

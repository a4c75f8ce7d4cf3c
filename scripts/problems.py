"""Writes docs/reference/problems.md: every code of a validation problem, from the compiler's own table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from statewright.language.compiler.check.codes import CODES, INSTALLED

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference" / "problems.md"
_HEAD: Final = """# Problems

What `validate` may say about a workflow, by code. Each problem also has a message of its own, the node or edge, the
field, the character, and the name that was probably meant. Errors stop a publish; warnings do not. Made
by `scripts/problems.py`.

| code | what | for example | what to do |
|---|---|---|---|
"""


def page() -> str:
    """The text of the page."""
    rows = (
        f"| `{name}` | {code.what} | {code.example} | {code.remedy} |\n"
        for name, code in sorted((CODES | INSTALLED).items())
    )
    return _HEAD + "".join(rows)


def main() -> int:
    """Rewrites the page."""
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())

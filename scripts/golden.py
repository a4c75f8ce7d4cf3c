"""Writes tests/golden/<case>/asl.json: what each tests/golden/<case>/workflow.json compiles to (`make golden`).

Read the difference before committing it: each case shows one thing the language promises.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from statewright.language.compiler import Registry, Target, compile_workflow

GOLDEN: Final = Path(__file__).resolve().parent.parent / "tests" / "golden"
TARGET: Final = Target(
    "arn:aws:lambda:eu-central-1:000000000000:function:", workflow_id="00000000-0000-4000-8000-000000000000"
)


def cases() -> list[Path]:
    """The folders of the cases, sorted."""
    return sorted(path.parent for path in GOLDEN.glob("*/workflow.json"))


def registry() -> Registry:
    """The registry of the golden cases: a catalog of their own, so that no action's change rewrites them."""
    return Registry.from_catalog(json.loads((GOLDEN / "catalog.json").read_text()))


def compiled(case: Path, known: Registry) -> str:
    """The text of a case's `asl.json`."""
    document: dict[str, Any] = json.loads((case / "workflow.json").read_text())
    definition = compile_workflow(document, known, TARGET).definition
    return json.dumps(definition, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Rewrites what changed and says so."""
    known = registry()
    for case in cases():
        path, text = case / "asl.json", compiled(case, known)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"written: {path.relative_to(GOLDEN.parent.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fail when requirements.lock no longer answers to pyproject.toml, or names where packages come from."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def pins(text: str) -> list[str]:
    """The `name==version ; marker` lines of a lock file, without hashes and comments."""
    return re.findall(r"^[a-z0-9][^ \\]*==[^\\\n]*", text, flags=re.MULTILINE | re.IGNORECASE)


def main() -> int:
    current = LOCK.read_text()
    if re.search(r"https?://|--(extra-)?index-url|--find-links", current):
        print("requirements.lock names a package source: resolve it with `make lock`", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        # Starting from the committed lock, uv keeps every pin that still satisfies pyproject.toml.
        fresh = Path(folder) / "requirements.lock"
        fresh.write_text(current)
        options = ["--quiet", "--all-extras", "--generate-hashes", "--universal", "--python-version", "3.11"]
        command: list[str | Path] = [Path(sys.executable).parent / "uv", "pip", "compile", *options]
        subprocess.run([*command, "pyproject.toml", "--output-file", fresh], check=True, cwd=ROOT)
        if pins(fresh.read_text()) != pins(current):
            print("requirements.lock does not answer to pyproject.toml: run `make lock`", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

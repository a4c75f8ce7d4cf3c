"""Write the time zones' standing rules from the pinned `tzdata` package (run it after `tzdata` was raised).

    python scripts/build_timezones.py          write layers/language/.../compiler/timezones.json
    python scripts/build_timezones.py --check  change nothing; fail when it is not current

A TZif file ends with the POSIX TZ string that holds for all times after its last listed transition (RFC 9636, section
3.3). The compiler embeds that rule in workflows, so it must not depend on the machine it runs on.
"""

from __future__ import annotations

import json
import sys
from importlib import resources
from pathlib import Path
from typing import Final

import tzdata

OUTPUT: Final = (
    Path(__file__).resolve().parents[1] / "layers/language/python/statewright/language/compiler/timezones.json"
)


def rules() -> dict[str, list[str]]:
    """POSIX TZ string -> names of the zones that follow it, all sorted."""
    root = resources.files("tzdata")
    found: dict[str, list[str]] = {}
    for name in sorted(root.joinpath("zones").read_text().split()):
        footer = root.joinpath("zoneinfo", *name.split("/")).read_bytes().rsplit(b"\n", 2)[1].decode()
        found.setdefault(footer, []).append(name)
    return dict(sorted(found.items()))


def main() -> int:
    """Writes the file, or checks that it is what would be written."""
    text = json.dumps({"version": tzdata.IANA_VERSION, "rules": rules()}, indent=1) + "\n"
    if sys.argv[1:] == ["--check"]:
        current = OUTPUT.exists() and OUTPUT.read_text() == text
        print("timezones.json is current" if current else f"{OUTPUT} is not current: run scripts/build_timezones.py")
        return not current
    OUTPUT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

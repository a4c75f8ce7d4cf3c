"""`python -m infra.cli`: the `statewright` command where it is not installed."""

from __future__ import annotations

import sys

from infra.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

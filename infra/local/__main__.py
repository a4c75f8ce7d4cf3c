"""`python -m infra.local run|demo|status|clean`."""

from __future__ import annotations

import sys

from infra.local.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

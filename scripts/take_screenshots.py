"""Retake the pictures in docs/images (`make screenshots`).

On a stack of its own with the examples: each is started once, then a browser takes the pictures
(`frontend/tests/browser/screenshots.ts`), and waits itself for what they show. A `make run` beside it stays as it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from infra.local.examples import load_examples

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.servers import free_port
from tests.support.stack import ROOT, Api, running_stack

PICTURES_SECONDS: Final = 300


def run_examples(api: Api, base: str) -> None:
    """Start every example that ships, with the payload its file names. Some wait for a person or for days."""
    workflows: dict[str, str] = {each["name"]: each["id"] for each in api.get("/workflows", limit="100")["items"]}
    for example in load_examples(ROOT, base):
        workflow_id = workflows[example.document["name"]]
        api.post(f"/workflows/{workflow_id}/executions", {"payload": payload(example.start)})


def payload(start: Mapping[str, Any]) -> dict[str, Any]:
    """What the example's trigger would hand over."""
    match start["kind"]:
        case "http":
            return {"method": start["method"], "path": start["path"], "query": {}, "headers": {}, "body": start["body"]}
        case "kafka":
            place = {"topic": start["topic"], "partition": 0, "offset": 0, "timestamp": 0, "headers": {}}
            return place | {"key": start["key"], "value": start["value"]}
        case _:
            return {"scheduled_time": "2030-01-31T08:00:00Z"}


def main() -> int:
    """Returns the exit status of the browser script."""
    with tempfile.TemporaryDirectory(prefix="statewright-pictures-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL may have to run as another user
        with running_stack(Path(folder) / "state", free_port()) as stack:
            with Api(stack.url) as api:
                run_examples(api, stack.url)
            programs = Path(sys.executable).parent
            return subprocess.run(
                [programs / "npm", "run", "--silent", "screenshots"],
                cwd=ROOT / "frontend",
                env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "STATEWRIGHT_URL": stack.url},
                timeout=PICTURES_SECONDS,
                check=False,
            ).returncode


if __name__ == "__main__":
    sys.exit(main())

"""A function host and a Step Functions endpoint in a process of their own, to be killed.

`python host_process.py <dsn> <Redis URL> <folder>`: the folder holds `functions/`; the first line of output is the
endpoint, and every status change is appended to `<folder>/changes`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.local.asgi_server import AsgiServer
from infra.local.functions_host.host import FunctionHost
from infra.local.ports import listen, port_of
from infra.local.stepfunctions.api import StepFunctionsApi
from infra.local.stepfunctions.service import StepFunctions
from infra.local.stepfunctions.status_changes import Change


@dataclass(frozen=True)
class Entry:
    name: str = "step"
    path: str = "functions/actions/step"
    handler: str = "actions.step.handler.handler"
    memory_mb: int = 256
    timeout_seconds: int = 30


async def main(dsn: str, redis: str, folder: Path) -> None:
    """Serve until killed."""

    async def note(changes: Sequence[Change]) -> None:
        with (folder / "changes").open("a") as file:
            file.writelines(f"{json.dumps(change['detail'])}\n" for change in changes)

    environment = {"FOLDER": str(folder), "STATEWRIGHT_REDIS_URL": redis, "POWERTOOLS_METRICS_NAMESPACE": "Test"}
    host = FunctionHost([Entry()], lambda _: environment, folder, folder / "logs", preload=(), watch=False)
    await host.start()
    service = StepFunctions(dsn, host.invoke, note)
    await service.start()
    bound = listen()
    await AsgiServer(StepFunctionsApi(service).app, bound).start()
    sys.stdout.write(f"http://127.0.0.1:{port_of(bound)}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))

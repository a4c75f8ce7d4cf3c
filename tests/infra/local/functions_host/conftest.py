"""A checkout with functions of its own, and a host that runs them."""

from __future__ import annotations

import textwrap
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.local.functions_host.host import FunctionHost
from infra.local.functions_host.pool import Limits


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A catalog entry, as far as the host reads it."""

    name: str
    path: str
    handler: str
    memory_mb: int = 256
    timeout_seconds: int = 10


ECHO = """
    import os
    def handler(event, context):
        return {"event": event, "pid": os.getpid(), "setting": os.environ.get("SETTING"),
                "arn": context.invoked_function_arn, "name": context.function_name,
                "memory": context.memory_limit_in_mb, "request_id": context.aws_request_id,
                "remaining": context.get_remaining_time_in_millis()}
"""
MISBEHAVE = """
    import os, sys, time, signal
    class Base(Exception): pass
    class RateLimited(Base): pass
    def handler(event, context):
        match event["do"]:
            case "raise": raise RateLimited("slow down")
            case "hang": time.sleep(60)
            case "exit": os._exit(7)
            case "sys_exit": sys.exit(3)
            case "kill": os.kill(os.getpid(), signal.SIGKILL)
            case "large": return "x" * event["size"]
            case "unserialisable": return object()
            case "print": print(event["text"])
            case "pid": return os.getpid()
            case "sleep":
                time.sleep(event["seconds"])
                return os.getpid()
"""


class Checkout:
    """A folder with `functions/`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.entries: list[Entry] = []

    def add(self, name: str, source: str, *, timeout_seconds: int = 10) -> None:
        """Add or replace the function `name`."""
        package = f"sample_{name}"
        folder = self.root / "functions" / "actions" / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "handler.py").write_text(textwrap.dedent(source))
        if not any(entry.name == name for entry in self.entries):
            self.entries.append(
                Entry(
                    name=name,
                    path=f"functions/actions/{package}",
                    handler=f"actions.{package}.handler.handler",
                    timeout_seconds=timeout_seconds,
                )
            )


def environment(entry: Entry) -> Mapping[str, str]:
    return {"SETTING": f"of {entry.name}", "HOME": "/nonexistent"}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    checkout = Checkout(tmp_path)
    checkout.add("echo", ECHO)
    checkout.add("misbehave", MISBEHAVE, timeout_seconds=1)
    checkout.add("broken", "import a_module_nobody_has\n")
    return checkout


@pytest.fixture
async def host(checkout: Checkout) -> AsyncIterator[FunctionHost]:
    host = FunctionHost(
        checkout.entries,
        environment,
        checkout.root,
        checkout.root / "logs",
        limits=Limits(concurrency=3, log_bytes=20_000),
        preload=("json",),
        nice=lambda entry: 5 if entry.name == "misbehave" else 0,
    )
    await host.start()
    yield host
    await host.stop()

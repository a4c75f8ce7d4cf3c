"""`run`: start the stack, say where it is, serve until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator

import uvloop
from rich.console import Console
from rich.panel import Panel

from infra.local.cli.logs import log_to
from infra.local.config import StackConfig
from infra.local.errors import ServerFailed
from infra.local.garbage import spare_the_living
from infra.local.stack import Stack

console = Console(highlight=False)


def run(config: StackConfig) -> int:
    """Serve until SIGINT or SIGTERM. Raises `StackError` when the stack cannot start or loses a server."""
    return uvloop.run(_run(config))


async def _run(config: StackConfig) -> int:
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted.set)
    began = time.monotonic()
    async with running(config, interrupted) as stack:
        if stack is None:
            return 130
        console.print(_panel(stack, time.monotonic() - began))
        if stack.example_curl is not None:
            # Outside the panel and unwrapped, so that it can be copied.
            console.print(f"Start an example:\n\n{stack.example_curl}\n", soft_wrap=True, markup=False)
        await _until_interrupted(stack, interrupted)
        console.print("Stopping ...", style="dim")
    return 0


@contextlib.asynccontextmanager
async def running(config: StackConfig, interrupted: asyncio.Event) -> AsyncIterator[Stack | None]:
    """A started stack, stopped at the end; None when it was interrupted before it was ready."""
    began = time.monotonic()
    log_to(config.log_dir)
    stack = Stack(config, lambda step: console.print(f"[dim]{time.monotonic() - began:5.1f} s[/]  {step}"))
    starting = asyncio.create_task(stack.start())
    waiting = asyncio.create_task(interrupted.wait())
    try:
        await asyncio.wait((starting, waiting), return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            spare_the_living()
            yield stack
        else:
            starting.cancel()
            await asyncio.wait((starting,))
            yield None
    finally:
        waiting.cancel()
        await stack.stop()


async def _until_interrupted(stack: Stack, interrupted: asyncio.Event) -> None:
    ended = asyncio.create_task(stack.first_to_end())
    stopped = asyncio.create_task(interrupted.wait())
    done, rest = await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    if ended in done:
        server = ended.result()
        raise ServerFailed(f"{server.name} ended by itself.\n{server.log_tail()}")


def _panel(stack: Stack, seconds: float) -> Panel:
    endpoints = stack.endpoints
    lines = [
        f"Builder    [link={endpoints.builder}]{endpoints.builder}[/link]",
        f"REST API   {endpoints.api}",
        f"Triggers   {endpoints.triggers}/...",
        f"The stack  {endpoints.builder}_local/   parts, logs, mail, topics",
    ]
    return Panel(
        "\n".join(lines), title=f"Statewright is ready ({seconds:.1f} s)", subtitle="Ctrl-C stops it", expand=False
    )

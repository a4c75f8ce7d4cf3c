"""`demo`: a stack of its own, an example of each kind of trigger run once, and all that happened shown and checked."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import tempfile
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console

from infra.local.cli.run import running
from infra.local.config import StackConfig
from infra.local.demo.expectations import check
from infra.local.demo.report import show_checks, show_mail, show_records, show_run
from infra.local.demo.scenario import perform
from infra.local.errors import StackError
from infra.local.examples import load_examples, prepare_topics
from infra.local.rest_client import RestClient
from infra.local.stack import Stack

_PUBLISHED_TO = "orders.scored"
console = Console(highlight=False)


def demo(config: StackConfig) -> int:
    """0 when everything went as expected, 1 when something did not, 130 when interrupted."""
    if not config.temporary:
        return uvloop.run(_demo(config))
    with tempfile.TemporaryDirectory(prefix="statewright-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL may have to run as another user
        return uvloop.run(_demo(dataclasses.replace(config, state_dir=Path(folder) / "state")))


async def _demo(config: StackConfig) -> int:
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted.set)
    async with running(config, interrupted) as stack:
        if stack is None:
            return 130
        console.print(f"Publishing the examples on {stack.endpoints.builder}")
        performing = asyncio.create_task(_perform_and_check(stack))
        waiting = asyncio.create_task(interrupted.wait())
        await asyncio.wait((performing, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not performing.done():
            performing.cancel()
            return 130
        return await performing


async def _perform_and_check(stack: Stack) -> int:
    base = stack.endpoints.builder.rstrip("/")
    examples = load_examples(stack.config.root, base)
    await prepare_topics(examples, stack.endpoints.kafka)
    async with RestClient(base) as client:
        try:
            runs = await perform(client, examples, stack.endpoints.kafka)
        except StackError:
            await _show_functions(client)
            raise
        mails: list[dict[str, Any]] = [
            await client.get(f"/_local/mail/{mail['id']}")
            for mail in reversed((await client.get("/_local/mail"))["items"])
        ]
        records = (await client.get(f"/_local/topics/{_PUBLISHED_TO}"))["items"]
        for run in runs:
            show_run(console, run)
        show_mail(console, mails)
        show_records(console, _PUBLISHED_TO, records)
        checks = check(runs, mails, records)
        show_checks(console, checks)
        if all(each.holds for each in checks):
            console.print("[bold green]All of it is as expected.[/]")
            return 0
        await _show_functions(client)
        console.print("[bold red]Not all of it is as expected.[/]")
        return 1


async def _show_functions(client: RestClient) -> None:
    """Why: the end of the log of each function that ended with an error."""
    status = await client.get("/_local/status.json")
    for function in status["functions"]:
        if function["errors"]:
            log = (await client.get(f"/_local/functions/{function['name']}"))["log"]
            console.rule(f"{function['name']}: {function['errors']} errors")
            console.print(log, markup=False)

"""Saved code is picked up."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from infra.local.functions_host import code_watch
from infra.local.functions_host.host import FunctionHost

from .conftest import Checkout


async def answer(host: FunctionHost, name: str) -> object:
    return json.loads((await host.invoke(name, b"{}")).payload)


async def test_a_saved_handler_is_used_from_the_next_invocation_on(host: FunctionHost, checkout: Checkout) -> None:
    assert isinstance(await answer(host, "echo"), dict)

    checkout.add("echo", "def handler(event, context): return 'second edition'\n")

    async with asyncio.timeout(20):
        while await answer(host, "echo") != "second edition":
            pass


async def test_running_invocations_finish_on_the_old_code(host: FunctionHost, checkout: Checkout) -> None:
    running = asyncio.create_task(host.invoke("misbehave", b'{"do": "sleep", "seconds": 0.5}'))
    await host.invoke("misbehave", b'{"do": "pid"}')
    checkout.add("misbehave", "def handler(event, context): return 'new'\n")

    await host.on_code_change(frozenset({"functions/actions/sample_misbehave"}), shared=False)

    assert await answer(host, "misbehave") == "new"
    assert isinstance(json.loads((await running).payload), int)


async def test_a_changed_layer_replaces_the_fork_server_and_all_workers(host: FunctionHost) -> None:
    before = await answer(host, "echo")
    server = await host.fork_server()

    await host.on_code_change(frozenset(), shared=True)

    after = await answer(host, "echo")
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert before["pid"] != after["pid"]
    assert await host.fork_server() is not server
    assert server.pid is None


def test_which_functions_a_change_concerns(tmp_path: Path) -> None:
    def concerned(*paths: str) -> tuple[frozenset[str], bool]:
        return code_watch.concerned(tmp_path, [str(tmp_path / path) for path in paths])

    assert concerned("functions/actions/a/logic.py") == (frozenset({"functions/actions/a"}), False)
    assert concerned("functions/actions/a/x.py", "functions/services/b/y.py") == (
        frozenset({"functions/actions/a", "functions/services/b"}),
        False,
    )
    assert concerned("layers/core/python/statewright/core/names.py") == (frozenset(), True)
    assert concerned("functions/shared.py") == (frozenset(), True)

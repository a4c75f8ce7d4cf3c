"""The function host with real worker processes."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import psutil
import pytest

from infra.local.functions_host.host import FunctionHost
from infra.local.functions_host.invocation import FunctionNotFound, Invocation, PayloadTooLarge


async def call(host: FunctionHost, name: str, event: Any, qualifier: str | None = None) -> Any:
    invocation = await host.invoke(name, json.dumps(event).encode(), qualifier)
    assert invocation.function_error is None, invocation.payload
    return json.loads(invocation.payload)


async def misbehave(host: FunctionHost, **event: Any) -> tuple[Invocation, dict[str, Any]]:
    invocation = await host.invoke("misbehave", json.dumps(event).encode())
    assert invocation.function_error == "Unhandled"
    return invocation, json.loads(invocation.payload)


async def test_the_handler_sees_what_lambda_shows_it(host: FunctionHost) -> None:
    answer = await call(host, "echo", {"ä": [1, None]}, "i-1")

    assert answer["event"] == {"ä": [1, None]}
    assert answer["arn"] == "arn:aws:lambda:eu-central-1:000000000000:function:echo:i-1"
    assert answer["name"] == "echo"
    assert answer["memory"] == "256"
    assert 9_000 < answer["remaining"] <= 10_000
    assert answer["setting"] == "of echo"


async def test_a_worker_is_reused_and_each_invocation_has_its_own_id(host: FunctionHost) -> None:
    first = await call(host, "echo", {})
    second = await call(host, "echo", {})

    assert first["pid"] == second["pid"]
    assert first["request_id"] != second["request_id"]


async def test_a_caller_that_repeats_an_invocation_gives_its_id(host: FunctionHost) -> None:
    request = uuid.uuid4()
    answers = [await host.invoke("echo", b"{}", None, request) for _ in range(2)]

    assert {answer.request_id for answer in answers} == {str(request)}
    assert {json.loads(answer.payload)["request_id"] for answer in answers} == {str(request)}


async def test_functions_do_not_share_an_environment(host: FunctionHost) -> None:
    echo = await call(host, "echo", {})
    other = await call(host, "misbehave", {"do": "pid"})

    assert echo["pid"] != other


async def test_a_function_stands_back_as_far_as_it_is_told(host: FunctionHost) -> None:
    echo = await call(host, "echo", {})
    other = await call(host, "misbehave", {"do": "pid"})

    assert psutil.Process(other).nice() == min(psutil.Process(echo["pid"]).nice() + 5, 19)


async def test_a_released_worker_ends_and_the_function_still_answers(host: FunctionHost) -> None:
    first = psutil.Process((await call(host, "echo", {}))["pid"])
    host.release("echo")
    second = await call(host, "echo", {})

    assert second["pid"] != first.pid
    assert await asyncio.to_thread(psutil.wait_procs, [first], 10) == ([first], [])


async def test_an_exception_keeps_its_leaf_class(host: FunctionHost) -> None:
    _, error = await misbehave(host, do="raise")

    assert error["errorType"] == "RateLimited"
    assert error["errorMessage"] == "slow down"
    assert error["stackTrace"]
    assert "sample_misbehave/handler.py" in error["stackTrace"][0]


@pytest.mark.parametrize(
    ("event", "kind", "message"),
    [
        ({"do": "hang"}, "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
        ({"do": "exit"}, "Runtime.ExitError", "Runtime exited with error: exit status 7"),
        ({"do": "sys_exit"}, "Runtime.ExitError", "Runtime exited with error: exit status 3"),
        ({"do": "kill"}, "Runtime.ExitError", "Runtime exited with error: signal: kill"),
        ({"do": "large", "size": 6_300_000}, "Function.ResponseSizeTooLarge", "(6291556 bytes)"),
        ({"do": "unserialisable"}, "Runtime.MarshalError", "not JSON serializable"),
    ],
)
async def test_a_function_that_fails_leaves_the_host_working(
    host: FunctionHost, event: dict[str, Any], kind: str, message: str
) -> None:
    _, error = await misbehave(host, **event)

    assert error["errorType"] == kind
    assert message in error["errorMessage"]
    assert isinstance(await call(host, "misbehave", {"do": "pid"}), int)


async def test_a_function_that_cannot_be_imported_says_why_each_time(host: FunctionHost) -> None:
    for _ in range(2):
        invocation = await host.invoke("broken", b"{}")

        assert invocation.function_error == "Unhandled"
        error = json.loads(invocation.payload)
        assert error["errorType"] == "Runtime.ImportModuleError"
        assert "a_module_nobody_has" in error["errorMessage"]


async def test_large_payloads_pass_both_ways(host: FunctionHost) -> None:
    text = "x" * 3_000_000

    answer = await call(host, "echo", {"text": text})

    assert answer["event"]["text"] == text


async def test_too_large_a_request_is_refused(host: FunctionHost) -> None:
    with pytest.raises(PayloadTooLarge, match="6291456"):
        await host.invoke("echo", b" " * 6_291_457)


async def test_an_unknown_function_is_refused(host: FunctionHost) -> None:
    with pytest.raises(FunctionNotFound, match="function:nobody"):
        await host.invoke("nobody", b"{}")


async def test_concurrent_invocations_run_in_workers_up_to_the_limit(host: FunctionHost) -> None:
    pids = await asyncio.gather(*[call(host, "misbehave", {"do": "sleep", "seconds": 0.2}) for _ in range(9)])

    assert 1 < len(set(pids)) <= 3


async def test_output_is_kept_per_function_and_bounded(host: FunctionHost) -> None:
    for number in range(64 * 3 + 2):
        await host.invoke("misbehave", json.dumps({"do": "print", "text": f"{number:03} " + "y" * 500}).encode())

    log = host._logs["misbehave"].path
    kept = log.with_suffix(".log.1").read_text() + log.read_text()
    assert "193 " in log.read_text()
    assert len(kept) < 2 * (20_000 + 64 * 520)


async def test_the_log_tail_holds_what_was_printed(host: FunctionHost) -> None:
    await host.invoke("misbehave", b'{"do": "print", "text": "hello log"}')

    assert b"hello log" in host.log_tail("misbehave")


async def test_a_fork_server_that_ended_is_replaced(host: FunctionHost) -> None:
    server = await host.fork_server()
    assert server.pid is not None
    psutil.Process(server.pid).kill()
    await asyncio.to_thread(psutil.wait_procs, [psutil.Process(server.pid)], 5)

    async def answered() -> bool:
        return (await host.invoke("echo", b"{}")).function_error is None

    assert await answered() or await answered()


@pytest.fixture
def others() -> set[psutil.Process]:
    """Child processes of the test run that do not belong to the host."""
    return set(psutil.Process().children(recursive=True))


async def test_stop_leaves_no_process(others: set[psutil.Process], host: FunctionHost) -> None:
    await call(host, "echo", {})
    children = set(psutil.Process().children(recursive=True)) - others
    assert children

    await host.stop()

    _, alive = await asyncio.to_thread(psutil.wait_procs, children, 5)
    assert not alive

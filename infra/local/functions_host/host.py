"""The local Lambda: functions by name, each with its pool of workers."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

from infra.local.functions_host import code_watch
from infra.local.functions_host.fork_server import ForkServer, ForkServerError
from infra.local.functions_host.function_log import FunctionLog
from infra.local.functions_host.invocation import (
    MAX_REQUEST_BYTES,
    FunctionNotFound,
    Invocation,
    PayloadTooLarge,
)
from infra.local.functions_host.pool import Counters, FunctionPool, Limits
from infra.local.functions_host.worker import Settings

PRELOAD: Final = (
    "pydantic",
    "orjson",
    "aws_lambda_powertools.logging",
    "aws_lambda_powertools.metrics",
    "aws_lambda_powertools.tracing",
    "aws_lambda_powertools.event_handler",
    "aws_xray_sdk.core",
    "infra.local.functions_host.preload_boto3",
    "redis",
    "httpx",
    "httpcore",
    "h11",
    "psycopg",
    "jlens",
    "jsonschema_rs",
    "statewright.core.errors",
    "statewright.core.specs",
    "statewright.core.names",
    "statewright.language.compiler",
    "statewright.language.engine",
    "statewright.language.timeline",
)
"""What workers share: the third-party modules of the layers, and those of ours that read no environment when imported.

A module that makes its logger when it is imported must not be here: it would keep the fork server's settings.
Missing ones are skipped.

A module with a function `preload` has it called: for what is loaded after the import.
"""


class FunctionEntry(Protocol):
    """What the host reads of a catalog entry (`statewright.core.catalog`)."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def handler(self) -> str: ...
    @property
    def memory_mb(self) -> int: ...
    @property
    def timeout_seconds(self) -> int: ...


Entry = TypeVar("Entry", bound=FunctionEntry)


class FunctionHost:
    """Runs functions. Create it in a running loop; `await start()` before, `await stop()` after.

    `environment(entry)` gives a function's variables, read when a worker starts; the `AWS_LAMBDA_*` ones are added.
    `root` is the checkout with `functions/` and `layers/`. `aliases(function, qualifier)` says whether a function has
    such an alias or version. `log_dir` gets one log a function and one of the fork server. `nice(entry)` is how far a
    function's workers stand back when there are more of them than cores.
    """

    def __init__(
        self,
        functions: Sequence[Entry],
        environment: Callable[[Entry], Mapping[str, str]],
        root: Path,
        log_dir: Path,
        *,
        limits: Limits | None = None,
        region: str = "eu-central-1",
        account: str = "000000000000",
        preload: Sequence[str] = PRELOAD,
        aliases: Callable[[str, str], bool] | None = None,
        nice: Callable[[Entry], int] = lambda _: 0,
        watch: bool = True,
    ) -> None:
        self.limits = limits or Limits()
        self.functions: Mapping[str, FunctionEntry] = {entry.name: entry for entry in functions}
        self.region = region
        self.account = account
        self.aliases = aliases
        self._environments = {entry.name: (lambda entry=entry: environment(entry)) for entry in functions}
        self._nice = {entry.name: nice(entry) for entry in functions}
        self._root = root
        self._log_dir = log_dir
        self._preload = preload
        self._watch = watch
        self._logs = {name: FunctionLog(log_dir, name) for name in self.functions}
        self._pools: dict[str, FunctionPool] = {}
        self._fork_server: ForkServer | None = None
        self._forking = asyncio.Lock()
        self._old_fork_servers: list[ForkServer] = []
        self._watcher: asyncio.Task[None] | None = None
        self._reap_timer: asyncio.TimerHandle | None = None
        self._started = False

    async def start(self) -> None:
        """Start the fork server (its imports take about a second). Raises ForkServerError."""
        self._log_dir.mkdir(parents=True, exist_ok=True)
        await self.fork_server()
        self._pools = {
            name: FunctionPool(self, self._settings_of(entry), entry.timeout_seconds, self._logs[name])
            for name, entry in self.functions.items()
        }
        self._started = True
        if self._watch:
            self._watcher = asyncio.create_task(code_watch.watch(self._root, self.on_code_change))

    async def stop(self) -> None:
        """End every worker now. Invocations that run or wait end with `Runtime.ExitError`."""
        self._started = False
        if self._reap_timer is not None:
            self._reap_timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.wait([self._watcher])
        for pool in self._pools.values():
            await pool.stop("the function host is stopping")
        for server in [self._fork_server, *self._old_fork_servers]:
            if server is not None:
                server.close()
        await asyncio.sleep(0)  # transports close in the next turn of the loop

    async def invoke(
        self, name: str, payload: bytes, qualifier: str | None = None, request_id: uuid.UUID | None = None
    ) -> Invocation:
        """Invoke a function and wait for its answer.

        `payload` is JSON. `qualifier` is an alias, a version or None; the handler sees it in its ARN. `request_id`
        is given by a caller that repeats an invocation which has ended without an answer. What the function raised
        comes back as an `Invocation` with `function_error`; FunctionNotFound, PayloadTooLarge and TooManyRequests are
        raised.
        """
        pool = self._pools.get(name)
        if pool is None or not self._started:
            raise FunctionNotFound(f"Function not found: {self.arn(name)}")
        if len(payload) > MAX_REQUEST_BYTES:
            raise PayloadTooLarge(
                f"{len(payload)} byte payload is too large for {name} (limit {MAX_REQUEST_BYTES} bytes)"
            )
        if qualifier and qualifier != "$LATEST" and self.aliases is not None and not self.aliases(name, qualifier):
            raise FunctionNotFound(f"Function not found: {self.arn(name)}:{qualifier}")
        return await pool.invoke(payload, qualifier.encode() if qualifier else b"", request_id or uuid.uuid4())

    def release(self, name: str) -> None:
        """End a function's workers, each after its current invocation: nobody will invoke it again soon."""
        self._pools[name].retire()

    def arn(self, name: str) -> str:
        """Unqualified ARN of a function."""
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{name}"

    def log_tail(self, name: str) -> bytes:
        """The last 4 KB of a function's log."""
        return self._logs[name].tail()

    def counters(self) -> dict[str, Counters]:
        """What each function has done since the start."""
        return {name: pool.counters for name, pool in self._pools.items()}

    def worker_count(self) -> int:
        """Worker processes of all functions."""
        return sum(len(pool.workers) for pool in self._pools.values())

    async def fork_server(self) -> ForkServer:
        """The process that forks workers; a new one if it ended by itself. Raises ForkServerError."""
        async with self._forking:
            if self._fork_server is None or self._fork_server.closed:
                self._fork_server = await self._new_fork_server()
            return self._fork_server

    def may_grow(self) -> bool:
        """Whether a function may have one more worker than it needs at least."""
        if self.worker_count() < self.limits.workers:
            return True
        # Full: take an idle worker from a function that has one to spare.
        now = asyncio.get_running_loop().time() + self.limits.spare_idle_seconds
        for pool in self._pools.values():
            pool.reap(now)
        return self.worker_count() < self.limits.workers

    def on_idle_worker(self) -> None:
        """A worker became idle: make sure that it ends one day."""
        if self._reap_timer is None and self._started:
            loop = asyncio.get_running_loop()
            self._reap_timer = loop.call_later(self.limits.spare_idle_seconds, self._reap)

    async def on_code_change(self, functions: frozenset[str], shared: bool) -> None:
        """Source files changed: below these function paths (`functions/<kind>/<name>`), or what all functions share."""
        if shared:
            try:
                fresh = await self._new_fork_server()
            except ForkServerError:
                return  # its log says why; the next change tries again, meanwhile the old code runs
            old, self._fork_server = self._fork_server, fresh
            for pool in self._pools.values():
                pool.retire()
            if old is not None:
                self._old_fork_servers = [server for server in self._old_fork_servers if not server.closed] + [old]
                old.retire()
            return
        for name, entry in self.functions.items():
            if entry.path.strip("/") in functions:
                self._pools[name].retire()

    def _reap(self) -> None:
        loop = asyncio.get_running_loop()
        self._reap_timer = None
        due = [time for pool in self._pools.values() if (time := pool.reap(loop.time())) is not None]
        if due:
            self._reap_timer = loop.call_at(max(min(due), loop.time() + 1.0), self._reap)

    async def _new_fork_server(self) -> ForkServer:
        server = ForkServer(self._root, self._preload, self._log_dir / "fork-server.log")
        await server.start()
        return server

    def _settings_of(self, entry: FunctionEntry) -> Callable[[], Settings]:
        folders = [self._root / "functions", *sorted(self._root.glob("layers/*/python"))]

        def settings() -> Settings:
            environment = {
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "LANG": "en_US.UTF-8",
                "TZ": "UTC",
                "AWS_REGION": self.region,
                "AWS_DEFAULT_REGION": self.region,
                "AWS_LAMBDA_FUNCTION_NAME": entry.name,
                "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(entry.memory_mb),
                "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{entry.name}",
                "LAMBDA_TASK_ROOT": str(self._root / "functions"),
                "_HANDLER": entry.handler,
            }
            return Settings(
                function=entry.name,
                handler=entry.handler,
                memory_mb=entry.memory_mb,
                timeout_seconds=entry.timeout_seconds,
                arn=self.arn(entry.name),
                environment=environment | dict(self._environments[entry.name]()),
                path=[str(folder) for folder in folders],
                log=str(self._logs[entry.name].path),
                nice=self._nice[entry.name],
            )

        return settings

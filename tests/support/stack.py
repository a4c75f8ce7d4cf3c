"""The whole local stack as a user starts it, and a client that speaks to it as the builder does."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx
import psutil
from statewright.core import names

from tests.support.sfn import sfn_client

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_SECONDS = 90.0
T = TypeVar("T")


def eventually(probe: Callable[[], T | None], what: str, *, seconds: float = 30.0) -> T:
    """The first answer of `probe` that is neither None nor False; raises AssertionError naming `what`."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found is not None and found is not False:
            return found
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)


class Api:
    """The REST API with a development token, as the builder uses it."""

    def __init__(self, base_url: str) -> None:
        token = httpx.post(f"{base_url}/_local/token", headers={"Origin": base_url}).raise_for_status().json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        self.client = httpx.Client(base_url=f"{base_url}/api", headers=headers, timeout=30)

    def get(self, path: str, **query: str) -> Any:
        """The JSON of a GET that must succeed."""
        return self._json(self.client.get(path, params=query))

    def post(self, path: str, body: object | None = None) -> Any:
        """The JSON of a POST that must succeed."""
        return self._json(self.client.post(path, json=body))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    @staticmethod
    def _json(response: httpx.Response) -> Any:
        assert response.is_success, f"{response.request.method} {response.request.url}: {response.text}"
        return response.json() if response.content else None

    def publish(self, name: str, graph: Mapping[str, object], settings: Mapping[str, object] | None = None) -> str:
        """Create and publish a workflow; returns its id."""
        body = {"name": name, "graph": graph, **({"settings": settings} if settings else {})}
        workflow = self.post("/workflows", body)
        self.post(f"/workflows/{workflow['id']}/publish", {"revision": workflow["revision"]})
        return str(workflow["id"])

    def ended(self, execution_id: str, *, seconds: float = 30.0) -> Any:
        """The execution once it has ended and its end is recorded."""

        def probe() -> Any:
            response = self.client.get(f"/executions/{execution_id}")
            if response.status_code == httpx.codes.NOT_FOUND:
                return None  # started, its first status change is still on its way
            execution = self._json(response)
            return execution if execution["status"] != "running" else None

        return eventually(probe, f"execution {execution_id} to end", seconds=seconds)


def step_functions(stack: Stack) -> AbstractContextManager[SFNClient]:
    """boto3's client of the stack's Step Functions."""
    return sfn_client(stack.endpoints["stepfunctions"])


def execution_arn(execution_id: str) -> str:
    """ARN of an execution of a local stack."""
    workflow, name = names.split_execution_id(execution_id)
    return f"arn:aws:states:eu-central-1:000000000000:execution:{names.state_machine_name(workflow)}:{name}"


def source_paths(root: Path) -> list[str]:
    """Where Python finds the sources of the checkout `root`."""
    return [str(root), str(root / "functions"), *(str(layer) for layer in sorted(root.glob("layers/*/python")))]


class Stack:
    """A running `python -m infra.local run` on a state folder of its own, from the checkout `root`."""

    def __init__(self, state_dir: Path, port: int, *options: str, root: Path = ROOT) -> None:
        self.state_dir = state_dir
        self.port = port
        self.options = options
        self.root = root
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it says it is ready."""
        self.state_dir.mkdir(parents=True, exist_ok=True)
        log = (self.state_dir / "output.log").open("ab")
        command = [sys.executable, "-m", "infra.local", "run", "--port", str(self.port)]
        with log:
            self._process = subprocess.Popen(
                [*command, "--state-dir", str(self.state_dir), *self.options],
                cwd=self.root,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": os.pathsep.join(source_paths(self.root))},
            )
        process = self._process

        def ready() -> bool:
            assert process.poll() is None, f"the stack ended with {process.returncode}:\n{self.output()[-4000:]}"
            return (self.state_dir / "endpoints.json").exists()

        eventually(ready, f"the stack to start:\n{self.output()[-4000:]}", seconds=START_LIMIT_SECONDS)

    @property
    def pid(self) -> int:
        """Process id of the stack's own process."""
        assert self._process is not None, "the stack is not started"
        return self._process.pid

    @property
    def endpoints(self) -> dict[str, str]:
        """`endpoints.json`."""
        found: dict[str, str] = json.loads((self.state_dir / "endpoints.json").read_text())
        return found

    def output(self) -> str:
        """What it printed so far."""
        return (self.state_dir / "output.log").read_text(errors="replace")

    def family(self) -> list[psutil.Process]:
        """The process and all its descendants."""
        root = psutil.Process(self.pid)
        return [root, *root.children(recursive=True)]

    def kill(self) -> None:
        """`kill -9` of every process of the stack, as a power cut would."""
        family = self.family()
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=10)
        assert self._process is not None
        self._process.wait(10)
        (self.state_dir / "endpoints.json").unlink(missing_ok=True)

    def stop(self) -> None:
        """Ctrl-C, as a user does; every child must be gone afterwards."""
        if self._process is None or self._process.poll() is not None:
            return
        family = self.family()
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)
        _, alive = psutil.wait_procs(family, timeout=5)
        assert not alive, f"left behind after Ctrl-C: {alive}"


@contextlib.contextmanager
def running_stack(state_dir: Path, port: int, *options: str, root: Path = ROOT) -> Iterator[Stack]:
    """A stack that is stopped at the end, whatever happens."""
    stack = Stack(state_dir, port, *options, root=root)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()

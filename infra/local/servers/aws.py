"""The rest of AWS (S3, Secrets Manager, SNS, CloudWatch ...): moto's server, started by the first connection.

The stack listens from the start and hands the listening socket to the emulator when someone connects: the first caller
waits for it to start, and a stack in which nobody calls pays nothing for it.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from pathlib import Path

from infra.local.config import ACCOUNT, REPOSITORY
from infra.local.environment import PAYLOAD_BUCKET
from infra.local.ports import LOOPBACK, listen, port_of
from infra.local.servers.process import Command, ServerProcess


class AwsEmulator:
    """`url` is known once `start` has returned; `process` stays None until someone connects."""

    def __init__(self, state_dir: Path, log_dir: Path) -> None:
        self._folder = state_dir
        self._log = log_dir / "aws.log"
        self._socket: socket.socket | None = None
        self.process: ServerProcess | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        self._socket = listen()
        self.port = port_of(self._socket)
        self._await_caller()

    def _await_caller(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().add_reader(self._socket, self._launch)

    def _launch(self) -> None:
        if self._socket is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._socket)
        self.process = ServerProcess.spawn(
            Command(
                name="AWS emulator",
                argv=[
                    sys.executable,
                    "-m",
                    "infra.local.servers.aws_emulator",
                    str(self._socket.fileno()),
                    PAYLOAD_BUCKET,
                ],
                log=self._log,
                cwd=REPOSITORY,
                environment={"MOTO_ACCOUNT_ID": ACCOUNT, "PYTHONUNBUFFERED": "1"},
                stop_signal=signal.SIGKILL,  # it keeps nothing
                pass_fds=(self._socket.fileno(),),
            )
        )
        # Should it end, the next caller starts another one.
        self.process.ended.add_done_callback(lambda _: self._await_caller())

    async def stop(self) -> None:
        if self._socket is None:
            return
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._socket = None
        if self.process is not None:
            await self.process.stop(grace_seconds=1.0)

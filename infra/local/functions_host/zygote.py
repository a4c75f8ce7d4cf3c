"""The fork server: imports what every function shares once, then forks a worker on request.

A forked worker starts in milliseconds and shares the imported modules' memory with its siblings. This process
never starts a thread (a fork would not copy it) and never runs a handler.

Run as `python -m infra.local.functions_host.zygote <control fd> <lifeline fd> <module,...>`. It ends when the control
socket does.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from typing import Any

from infra.local.functions_host import lifeline, worker
from infra.local.functions_host.frames import LENGTH


def main(control: socket.socket, lifeline_fd: int, modules: list[str]) -> None:
    """Serve fork requests from `control` until it closes; answer `{"forked", "pid"}` and `{"ended": pid, "status"}`."""
    lifeline.die_with_parent(os.getppid(), lifeline_fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the host, which then ends us
    for module in modules:
        _preload(module)
    gc.collect()
    gc.freeze()  # the collector must not write to shared pages

    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    _send(control, {"ready": True})
    while True:
        readable, _, _ = select.select([control.fileno(), wake_read], [], [])
        if wake_read in readable:
            os.read(wake_read, 4096)
            _reap(control)
        if control.fileno() in readable and not _serve(control, lifeline_fd, wake_read, wake_write):
            return


def _preload(module: str) -> None:
    try:
        imported = importlib.import_module(module)
        if hasattr(imported, "preload"):
            imported.preload()
    except ModuleNotFoundError:
        pass
    except Exception:  # noqa: BLE001 - a broken layer is reported by the workers that need it
        traceback.print_exc()


def _serve(control: socket.socket, lifeline_fd: int, *own_fds: int) -> bool:
    """Answer one request; False at the end of the control socket."""
    descriptors = array.array("i")
    head, ancillary, _, _ = control.recvmsg(LENGTH.size, socket.CMSG_SPACE(descriptors.itemsize))
    if not head:
        return False
    for _level, _type, data in ancillary:
        descriptors.frombytes(data)
    head += _receive(control, LENGTH.size - len(head))
    body = _receive(control, LENGTH.unpack(head)[0])
    request: dict[str, Any] = json.loads(body)
    zygote_pid = os.getpid()
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        for descriptor in own_fds:
            os.close(descriptor)
        lifeline.die_with_parent(zygote_pid, lifeline_fd)
        worker.run(socket.socket(fileno=descriptors[0]), worker.Settings(**request["settings"]))
    os.close(descriptors[0])
    _send(control, {"forked": request["id"], "pid": pid})
    return True


def _reap(control: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _send(control, {"ended": pid, "status": os.waitstatus_to_exitcode(status)})


def _receive(control: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = control.recv(size - len(parts))
        if not part:
            sys.exit(0)
        parts += part
    return bytes(parts)


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    try:
        control.sendall(LENGTH.pack(len(body)) + body)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), [name for name in sys.argv[3].split(",") if name])

"""Listening sockets: one fixed port for people, free ones from the OS for everything else."""

from __future__ import annotations

import errno
import socket

import psutil

from infra.local.errors import PortTaken

LOOPBACK = "127.0.0.1"


def listen(port: int = 0) -> socket.socket:
    """A listening, non-blocking TCP socket on the loopback address; `port` 0 takes a free one. Raises OSError."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((LOOPBACK, port))
        # Listening at once is what makes the claim: two sockets may be bound, only one may listen.
        bound.listen(2048)
        bound.setblocking(False)
    except OSError:
        bound.close()
        raise
    return bound


def port_of(bound: socket.socket) -> int:
    """The port a socket is bound to."""
    port: int = bound.getsockname()[1]
    return port


def free_port() -> int:
    """A port on the loopback address that was free a moment ago, for a server that binds by itself."""
    with listen() as probe:
        return port_of(probe)


def claim(port: int) -> socket.socket:
    """The gateway's socket. Raises `PortTaken` naming the port, who holds it (if that can be seen) and the option."""
    try:
        return listen(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"port {port} on {LOOPBACK} is taken{_holder(port)}. Stop that program, or choose another port with "
                '--port, e.g. make run ARGS="--port 8701".'
            ) from None
        if error.errno in (errno.EACCES, errno.EADDRNOTAVAIL):
            raise PortTaken(
                f"cannot listen on {LOOPBACK}:{port}: {error.strerror}. Choose another --host or --port."
            ) from None
        raise


def _holder(port: int) -> str:
    try:
        connections = psutil.net_connections(kind="tcp")
    except (psutil.Error, OSError):
        return ""  # only an administrator may look on macOS
    for connection in connections:
        listens_on = getattr(connection.laddr, "port", None) if connection.status == psutil.CONN_LISTEN else None
        if listens_on == port and connection.pid:
            try:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
            except psutil.Error:
                return f" by process {connection.pid}"
    return ""

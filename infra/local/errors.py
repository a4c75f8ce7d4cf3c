"""What can keep the local stack from starting. Each message names what, where and what to do."""

from __future__ import annotations


class StackError(Exception):
    """The stack cannot start or go on; the message is shown to the person as it is."""


class PortTaken(StackError):
    """The gateway's port belongs to another process."""


class StateDirInUse(StackError):
    """Another stack runs on the same state folder."""


class ServerFailed(StackError):
    """One of the embedded servers ended, or was not ready in time."""

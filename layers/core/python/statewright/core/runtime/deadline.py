"""An end to actions that hang: shortly before Lambda would kill the process, so that there is time to say so."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Final

from statewright.core.errors import ProviderTimeout

_SOON: Final = 0.001
"""Seconds; 0 would switch the timer off."""


class _DeadlinePassed(BaseException):
    """Not an Exception: an action's own `except Exception` must not hold it up."""


def _pass(_signal: int, _frame: FrameType | None) -> None:
    raise _DeadlinePassed


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise ProviderTimeout in the body once `seconds` have gone by.

    Uses SIGALRM, so it acts in the main thread only, where Lambda runs handlers, and when the interpreter next gets
    control; elsewhere the body runs unlimited and Lambda's own limit stands.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGALRM, _pass)
    since = time.monotonic()
    outer, _ = signal.setitimer(signal.ITIMER_REAL, max(seconds, _SOON))
    try:
        yield
    except _DeadlinePassed:
        raise ProviderTimeout(f"the action was still at work after {seconds:.1f} s, at the end of its time") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if outer:
            # Somebody else's timer was running: it goes on with what is left of it.
            signal.setitimer(signal.ITIMER_REAL, max(outer - (time.monotonic() - since), _SOON))

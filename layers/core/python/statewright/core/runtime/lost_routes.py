"""Routes that Redis has lost are asked for by whoever misses them: trigger functions never read PostgreSQL."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from statewright.core import names
from statewright.core.runtime import aws, telemetry

ASK_EVERY_SECONDS: Final = 3.0
"""Per process. A rebuild takes less, and several at once do the same work one after another."""


@dataclass(slots=True)
class Rebuild:
    """Invokes `sync_routes` without waiting for it, at most once in `every` seconds."""

    every: float = ASK_EVERY_SECONDS
    _asked_at: float | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> None:
        """Have the routes rebuilt. A refusal goes to the log: who comes back without them asks again."""
        with self._turn:
            now = time.monotonic()
            if self._asked_at is not None and now - self._asked_at < self.every:
                return
            self._asked_at = now
        try:
            with aws.translated():
                aws.functions().invoke(FunctionName=names.SYNC_ROUTES, InvocationType="Event", Payload=b"{}")
        except aws.AwsError as error:
            telemetry.logger().error("routes are missing and could not be asked for", extra={"reason": str(error)})
        else:
            telemetry.logger().warning("routes are missing: asked for a rebuild")

    def forget(self) -> None:
        """Ask again when asked next, however soon."""
        self._asked_at = None


rebuild: Final = Rebuild()
"""The process's own."""

"""Lambda entry point."""

from __future__ import annotations

from statewright.core.runtime.action import action

from .logic import publish_event
from .spec import SPEC

handler = action(SPEC, publish_event)

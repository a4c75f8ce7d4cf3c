"""Lambda entry point."""

from __future__ import annotations

from statewright.core.runtime.action import action

from .logic import call_api
from .spec import SPEC

handler = action(SPEC, call_api)

"""Lambda entry point."""

from __future__ import annotations

from statewright.core.runtime.action import action

from .logic import send_email
from .spec import SPEC

handler = action(SPEC, send_email)

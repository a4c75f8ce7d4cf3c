"""Lambda entry point: API Gateway (HTTP API, payload format 2.0) sends it every request below /hooks/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .logic import answer
from .problems import Problem


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    try:
        return answer(event)
    except Problem as problem:
        return problem.as_response()

"""Lambda entry point: a Kafka event source mapping invokes the alias that is named after a trigger instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statewright.core.runtime.context import LambdaContext

from .logic import start_batch


def handler(event: Mapping[str, Any], context: LambdaContext) -> dict[str, int]:
    return start_batch(event, context.invoked_function_arn)

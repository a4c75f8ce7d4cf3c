"""Closes executions whose end was announced by an event that never arrived."""

from statewright.core.specs import Function, Grant, Layer, Reach, SystemSpec

SPEC = SystemSpec(
    name="sweep_executions",
    source="schedule",
    schedule_expression="rate(5 minutes)",
    function=Function(
        memory_mb=1024,
        timeout_seconds=300,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.READ_EXECUTIONS, Grant.READ_PAYLOADS),
    ),
)

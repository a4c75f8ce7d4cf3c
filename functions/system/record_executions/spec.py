"""The only writer of executions and node executions."""

from statewright.core.specs import Function, Grant, Layer, Reach, SystemSpec

SPEC = SystemSpec(
    name="record_executions",
    source="execution_events",
    function=Function(
        memory_mb=1024,
        timeout_seconds=60,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.READ_PAYLOADS,),
    ),
)

"""The executions service: what ran, what is running, and stopping it."""

from statewright.core.specs import Function, Grant, Layer, Reach, ServiceSpec

SPEC = ServiceSpec(
    name="executions",
    routes=("executions",),
    function=Function(
        memory_mb=512,
        timeout_seconds=30,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.STOP_EXECUTIONS, Grant.READ_EXECUTIONS),
    ),
)

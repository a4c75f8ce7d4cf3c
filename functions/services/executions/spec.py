"""The executions service: what ran, what is running, stopping it, and
letting it go on where it failed."""

from statewright.core.specs import Function, Grant, Layer, Reach, ServiceSpec

SPEC = ServiceSpec(
    name="executions",
    routes=("executions",),
    function=Function(
        memory_mb=512,
        timeout_seconds=30,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.STOP_EXECUTIONS, Grant.REDRIVE_EXECUTIONS, Grant.READ_EXECUTIONS, Grant.READ_PAYLOADS),
    ),
)

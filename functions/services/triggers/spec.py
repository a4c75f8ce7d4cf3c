"""The triggers service: what is listening, and switching it on and off."""

from statewright.core.specs import Function, Grant, Layer, Reach, ServiceSpec

SPEC = ServiceSpec(
    name="triggers",
    routes=("triggers",),
    function=Function(
        memory_mb=256,
        timeout_seconds=30,
        layers=(Layer.CORE, Layer.DATA),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.MANAGE_SCHEDULES, Grant.MANAGE_EVENT_SOURCES),
    ),
)

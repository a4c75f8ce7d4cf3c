"""The workflows service: drafts, publishing, versions, manual starts."""

from statewright.core.specs import Function, Grant, Layer, Reach, ServiceSpec

SPEC = ServiceSpec(
    name="workflows",
    routes=("workflows",),
    function=Function(
        memory_mb=512,
        timeout_seconds=30,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(
            Grant.MANAGE_STATE_MACHINES,
            Grant.MANAGE_SCHEDULES,
            Grant.MANAGE_EVENT_SOURCES,
            Grant.START_EXECUTIONS,
        ),
    ),
)

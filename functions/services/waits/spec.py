"""The waits service: what runs wait for, and answering it."""

from statewright.core.specs import Function, Grant, Layer, Reach, ServiceSpec

SPEC = ServiceSpec(
    name="waits",
    routes=("waits", "events"),
    public_routes=("callbacks",),
    function=Function(
        memory_mb=256,
        timeout_seconds=30,
        layers=(Layer.CORE, Layer.DATA),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.ANSWER_TASKS, Grant.SIGN_CALLBACKS),
    ),
)

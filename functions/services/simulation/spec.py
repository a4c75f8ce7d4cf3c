"""The simulation service: what a workflow would do, before it is published."""

from statewright.core.specs import Function, Grant, Layer, Reach, ServiceSpec

SPEC = ServiceSpec(
    name="simulation",
    routes=(
        "workflows/{id}/test-runs",
        "workflows/{id}/nodes",
        "workflows/{id}/back-tests",
        "workflows/{id}/tests",
        "workflows/{id}/payload-checks",
    ),
    function=Function(
        # a whole CPU: a back-test is a thousand runs
        memory_mb=1769,
        timeout_seconds=30,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.INVOKE_ACTIONS, Grant.READ_PAYLOADS),
    ),
)

"""The registry service: the node types a workflow can be drawn with, and the API's own description."""

from statewright.core.specs import Function, Layer, Reach, ServiceSpec

SPEC = ServiceSpec(
    name="registry",
    routes=("registry", "openapi.json"),
    function=Function(
        memory_mb=256,
        timeout_seconds=10,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        reach=(Reach.DATABASE,),
    ),
)

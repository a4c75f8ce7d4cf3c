"""Rebuilds the route cache of the triggers from PostgreSQL."""

from statewright.core.specs import Function, Layer, Reach, SystemSpec

SPEC = SystemSpec(
    name="sync_routes",
    source="invoke",
    function=Function(
        memory_mb=256,
        timeout_seconds=60,
        layers=(Layer.CORE, Layer.DATA),
        reach=(Reach.DATABASE, Reach.REDIS),
    ),
)

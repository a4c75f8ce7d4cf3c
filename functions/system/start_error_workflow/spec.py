"""Starts the error workflows of runs that failed or timed out."""

from statewright.core.specs import Function, Grant, Layer, Reach, SystemSpec

SPEC = SystemSpec(
    name="start_error_workflow",
    source="failed_executions",
    function=Function(
        memory_mb=512,
        timeout_seconds=60,
        layers=(Layer.CORE, Layer.DATA, Layer.LANGUAGE),
        # Redis: the live context tells which node failed.
        reach=(Reach.DATABASE, Reach.REDIS),
        grants=(Grant.START_EXECUTIONS,),
    ),
)

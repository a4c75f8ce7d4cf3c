"""Deletes machines of archived workflows, versions that nothing uses, and secrets that went from drafts long ago."""

from statewright.core.specs import Function, Grant, Layer, Reach, SystemSpec

SPEC = SystemSpec(
    name="retire_machines",
    source="schedule",
    schedule_expression="rate(1 day)",
    function=Function(
        memory_mb=256,
        timeout_seconds=900,
        layers=(Layer.CORE, Layer.DATA),
        reach=(Reach.DATABASE,),
        grants=(Grant.READ_EXECUTIONS, Grant.RETIRE_STATE_MACHINES),
    ),
)

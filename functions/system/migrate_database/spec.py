"""Brings the database schema up to date and keeps the monthly partitions ahead of time."""

from statewright.core.specs import Function, Layer, Reach, SystemSpec

SPEC = SystemSpec(
    name="migrate_database",
    source="schedule",
    schedule_expression="cron(10 0 * * ? *)",
    function=Function(
        memory_mb=256,
        timeout_seconds=600,
        layers=(Layer.CORE, Layer.DATA),
        reach=(Reach.DATABASE,),
    ),
)

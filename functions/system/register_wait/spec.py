"""Keeps the task token of a node that waits for an event or an approval, and asks for the approval by mail."""

from statewright.core.specs import Function, Grant, Layer, Reach, SystemSpec

SPEC = SystemSpec(
    name="register_wait",
    source="invoke",
    function=Function(
        memory_mb=256,
        timeout_seconds=30,
        layers=(Layer.CORE, Layer.DATA),
        reach=(Reach.DATABASE, Reach.REDIS, Reach.INTERNET),
        grants=(Grant.ANSWER_TASKS, Grant.SIGN_CALLBACKS, Grant.SEND_EMAIL),
    ),
)

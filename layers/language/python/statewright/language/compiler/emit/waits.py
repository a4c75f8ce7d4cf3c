"""Nodes that wait for an answer from outside: a task token, handed to `register_wait`.

The answer has the form of an action's answer (`{"Payload": {"output": ...}}`), so that whoever reads a run reads
both alike.
"""

from __future__ import annotations

from typing import Final

from statewright.core.errors import LAMBDA_TRANSIENT
from statewright.language.compiler.emit.naming import variable
from statewright.language.compiler.emit.reading import State
from statewright.language.compiler.emit.scope import ScopeWriter
from statewright.language.compiler.ir import PATH, TAKEN, Await, Run, Value

INVOKE_AND_WAIT: Final = "arn:aws:states:::lambda:invoke.waitForTaskToken"
ANSWER: Final = "$states.result.Payload.output"


def emit_await(writer: ScopeWriter, step: Run, operation: Await, name: str) -> State:
    """One `lambda:invoke.waitForTaskToken`; behind it a Choice, where the answer decides the way."""
    program, node, exits = writer.program, step.node, dict(step.exits)
    handles = program.flow.handles[node]
    state: State = {
        "Type": "Task",
        "Comment": program.nodes[node].name or program.nodes[node].key,
        "Resource": INVOKE_AND_WAIT,
        "Arguments": {
            "FunctionName": f"{writer.machine.target.function_arn_prefix}{operation.function}",
            "Payload": _payload(writer, node, operation),
        },
    }
    if "timeout_seconds" in operation.config:
        state["TimeoutSeconds"] = writer.template(node, operation.config["timeout_seconds"])
    state["Retry"] = [
        {
            "ErrorEquals": list(LAMBDA_TRANSIENT),
            "IntervalSeconds": 1,
            "MaxAttempts": 3,
            "BackoffRate": 2,
            "JitterStrategy": "FULL",
        },
        # A database that wakes up takes longer than one attempt may.
        {"ErrorEquals": ["ProviderUnavailable"], "IntervalSeconds": 5, "MaxAttempts": 12, "BackoffRate": 1},
    ]
    if "timeout" in handles:
        late = {Value(node): None, Value(node, TAKEN): "timeout"}
        assign = writer.assigns(late) | writer.nulls(node, "timeout")
        state["Catch"] = [
            {"ErrorEquals": ["States.Timeout"]}
            | ({"Assign": assign} if assign else {})
            | {"Output": {}, "Next": writer.go(exits["timeout"])}
        ]
    output = {"kind": "task", "caught": "timeout" if "timeout" in handles else None}
    writer.machine.trace["states"][name]["output"] = output | ({"handle": "decision"} if operation.decides else {})
    if not operation.decides:
        provided = {Value(node): f"{{% {ANSWER} %}}", Value(node, TAKEN): "out"}
        return writer.leave(state, step, exits["out"], provided, writer.nulls(node, "out"))
    return _deciding(writer, step, state, name)


def _deciding(writer: ScopeWriter, step: Run, state: State, name: str) -> State:
    """The state with the Choice behind it."""
    node, exits, way = step.node, dict(step.exits), f"{name}-way"
    taken = variable(writer.program, Value(node, TAKEN), writer.scope.depth)
    choices = []
    for handle, test in (("approved", f"{{% ${taken} = 'approved' %}}"), ("rejected", "{% true %}")):
        nulls = writer.nulls(node, handle)
        choices.append({"Condition": test} | ({"Assign": nulls} if nulls else {}) | {"Next": writer.go(exits[handle])})
    writer.states[way] = {"Type": "Choice", "Comment": "What was decided", "Choices": choices}
    writer.machine.trace["states"][way] = {
        "node": writer.program.nodes[node].key,
        "role": "helper",
        "output": {"kind": "none"},
    }
    assign = writer.assigns({Value(node): f"{{% {ANSWER} %}}"}) | {taken: f"{{% {ANSWER}.decision %}}"}
    return state | {"Assign": assign, "Output": {}, "Next": way}


def _payload(writer: ScopeWriter, node: int, operation: Await) -> State:
    """As of an action (docs/reference/contracts.md), with the token."""
    drawn, loops = writer.program.nodes[node], writer.program.loops[node]
    payload: State = {
        "config": writer.template(node, operation.config),
        "node": {"id": drawn.id, "key": drawn.key, "definition": operation.definition},
        "execution": writer.execution(node),
        "workflow": {"id": writer.machine.target.workflow_id},
        "iteration": writer.reference(Value(loops[-1], PATH)) if loops else "",
        "attempt": "{% $states.context.State.RetryCount %}",
        "token": "{% $states.context.Task.Token %}",
        "limit_seconds": writer.program.settings.limit_seconds,
    }
    observed = writer.machine.carried.observed.by.get(node)
    if observed:
        payload["observed"] = writer.drawn(observed, node)
    return payload

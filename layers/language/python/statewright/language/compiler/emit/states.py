"""One emitter per operation and per step of the intermediate form, found by its class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
from statewright.core.errors import LAMBDA_TRANSIENT
from statewright.language.compiler.emit.failures import attempted, retrier
from statewright.language.compiler.emit.loops import emit_loop
from statewright.language.compiler.emit.naming import variable
from statewright.language.compiler.emit.reading import State, text_of
from statewright.language.compiler.emit.scope import ScopeWriter
from statewright.language.compiler.emit.stops import emit_stop, stop_catchers
from statewright.language.compiler.emit.subworkflows import emit_run_workflow
from statewright.language.compiler.emit.waits import emit_await
from statewright.language.compiler.ir import (
    DEPTH,
    EXECUTION,
    PATH,
    TAKEN,
    TRIGGER,
    WORKFLOW,
    Await,
    Choose,
    Compute,
    Delay,
    Fork,
    Guard,
    Invoke,
    Loop,
    Merge,
    Nothing,
    Operation,
    Run,
    RunWorkflow,
    Start,
    Stop,
    Value,
    failure_handle,
)
from statewright.language.compiler.numbering import ITEM_END

LAMBDA_INVOKE: Final = "arn:aws:states:::lambda:invoke"
RESULT: Final = "{% $states.result.Payload.output %}"
INNER: Final = "{% $states.result[0] %}"
"""What the Pass inside of a one-branch Parallel gave: `{"value": ...}`."""
ALWAYS: Final = "{% true %}"


def emit_start(writer: ScopeWriter, step: Start, name: str) -> State:
    """Names what every expression may read: the trigger's data, the run, and null for what can never have a value."""
    if len(step.exits) == 1:
        trigger, label = step.exits[0]
        state = {"Type": "Pass", "Comment": _comment(writer, writer.program.numbers[trigger])}
        return writer.leave(state, step, label, _beginning(writer, trigger))
    writer.machine.trace["states"][name]["node"] = None
    choices: list[State] = []
    for trigger, label in step.exits:
        assign = writer.assigns(_beginning(writer, trigger))
        # a workflow that runs this one names none of its triggers: the first in the document is meant
        unnamed = " or $states.input.trigger_node = null" if not choices else ""
        choices.append(
            {
                "Condition": f"{{% $states.input.trigger_node = '{trigger}'{unnamed} %}}",
                "Assign": assign,
                "Output": {},
                "Next": writer.go(label),
            }
        )
    return {"Type": "Choice", "Comment": "Which trigger fired", "Choices": choices}


def _beginning(writer: ScopeWriter, fired: str) -> dict[Value, Any]:
    """What the start provides when the trigger with the key `fired` started the run."""
    program = writer.program
    provided: dict[Value, Any] = {**writer.initial_nulls()}
    provided[Value(program.numbers[fired])] = "{% $states.input.trigger %}"
    provided[Value(program.numbers[fired], TAKEN)] = "out"
    provided[TRIGGER] = "{% $states.input.trigger %}"
    provided[EXECUTION] = {
        "id": f"{{% '{writer.machine.target.workflow_id}.' & $states.context.Execution.Name %}}",
        "name": "{% $states.context.Execution.Name %}",
        "arn": "{% $states.context.Execution.Id %}",
        "started_at": "{% $states.context.Execution.StartTime %}",
    }
    provided[WORKFLOW] = {
        "id": writer.machine.target.workflow_id,
        "version": "{% $states.input.workflow_version %}",
    }
    provided[DEPTH] = "{% $states.input.depth ? $states.input.depth : 0 %}"
    return provided


def emit_run(writer: ScopeWriter, step: Run, name: str) -> State:
    """The state of a node, by its operation."""
    operation = writer.program.operations[step.node]
    return OPERATIONS[type(operation)](writer, step, operation, name)


def emit_guard(writer: ScopeWriter, step: Guard, name: str) -> State:
    """Asks whether an edge that leads to the node is live."""
    del name
    flow, carried = writer.program.flow, writer.machine.carried
    tests = [
        f"${writer.name(carried.taken(source))} = '{flow.handles[source][handle]}'"
        for source, handle in flow.sources[step.node]
    ]
    state: State = {
        "Type": "Choice",
        "Choices": [{"Condition": f"{{% {' or '.join(tests)} %}}", "Next": writer.go(step.live)}],
    }
    nulls = writer.nulls_of(step.node)
    if nulls:
        state["Choices"].append({"Condition": ALWAYS, "Assign": nulls, "Next": writer.go(step.dead)})
    else:
        state["Default"] = writer.go(step.dead)
    return state


def emit_fork(writer: ScopeWriter, step: Fork, name: str) -> State:
    """Runs branches at the same time; what they leave behind comes back through the result."""
    del name
    exports, provided = writer.machine.carried.exports, dict[Value, Any]()
    for index, branch in enumerate(step.branches):
        for value in sorted(exports[branch]):
            provided[value] = f"{{% $states.result[{index}].{variable(writer.program, value, 0)} %}}"
    branches = [emit_scope(ScopeWriter(writer.machine, writer.program.scopes[branch])) for branch in step.branches]
    state: State = {"Type": "Parallel", "Branches": branches}
    if catchers := stop_catchers(writer, step, catches=False):
        state["Catch"] = catchers
    return writer.leave(state, step, step.next, provided)


def emit_invoke(writer: ScopeWriter, step: Run, operation: Invoke, name: str) -> State:
    """One `lambda:invoke`: arguments and payload as in docs/reference/contracts.md."""
    node, target = writer.program.nodes[step.node], writer.machine.target
    loops = writer.program.loops[step.node]
    payload: State = {
        "config": writer.template(step.node, operation.config),
        "node": {"id": node.id, "key": node.key, "definition": operation.definition},
        "execution": writer.execution(step.node),
        "workflow": {"id": target.workflow_id},
        "iteration": writer.reference(Value(loops[-1], PATH)) if loops else "",
        "attempt": "{% $states.context.State.RetryCount %}",
    }
    observed = writer.machine.carried.observed.by.get(step.node)
    if observed:
        payload["observed"] = writer.drawn(observed, step.node)
    if operation.select is not None:
        # quoted: the function evaluates it, not the state
        payload["select"] = f"{{% {orjson.dumps(operation.select).decode()} %}}"
    if operation.offload:
        payload["offload"] = True
    state: State = {
        "Type": "Task",
        "Comment": _comment(writer, step.node),
        "Resource": LAMBDA_INVOKE,
        "Arguments": {"FunctionName": f"{target.function_arn_prefix}{operation.function}", "Payload": payload},
        "TimeoutSeconds": operation.timeout_seconds,
        "Retry": _retriers(operation),
    }
    _trace(writer, name, {"kind": "task", "caught": failure_handle(operation, _handles(writer, step))})
    return attempted(writer, step, operation, state, RESULT)


def _retriers(operation: Invoke) -> list[State]:
    """Lambda's own stumbles and a claim still held first, then what the node or its action asks for."""
    retriers: list[State] = [
        {
            "ErrorEquals": list(LAMBDA_TRANSIENT),
            "IntervalSeconds": 1,
            "MaxAttempts": 3,
            "BackoffRate": 2,
            "JitterStrategy": "FULL",
        },
        # A lease ends two seconds after the function's time limit: longer than most other retries go on.
        {"ErrorEquals": ["ClaimHeld"], "IntervalSeconds": 5, "MaxAttempts": 12, "BackoffRate": 1},
    ]
    if operation.on and operation.retry.max_attempts:
        retriers.append(retrier(operation.retry, operation.on))
    return retriers


def emit_compute(writer: ScopeWriter, step: Run, operation: Compute, name: str) -> State:
    """A Pass state; inside a Parallel with one branch where its failure must be caught, for a Pass has no Catch."""
    node, value = step.node, writer.template(step.node, operation.value)
    if writer.program.nodes[node].type == ITEM_END:
        writer.trace_volatile(node, name)
        writer.machine.trace["states"][name] |= {"role": "helper"}
    if operation.catches:
        inner = f"{name}-value"
        body = {"Type": "Pass", "Output": {"value": value}, "End": True}
        writer.machine.trace["states"][inner] = {
            "node": writer.program.nodes[node].key,
            "role": "helper",
            "output": {"kind": "value"},
        }
        writer.trace_volatile(node, inner)
        _trace(writer, name, {"kind": "inner", "caught": failure_handle(operation, _handles(writer, step))})
        state: State = {
            "Type": "Parallel",
            "Comment": _comment(writer, node),
            "Branches": [{"StartAt": inner, "States": {inner: body}}],
        }
        return attempted(writer, step, operation, state, "{% $states.result[0].value %}", INNER)
    return _valued(writer, step, name, value)


def emit_merge(writer: ScopeWriter, step: Run, operation: Merge, name: str) -> State:
    """A Pass state that looks at which of its sources were live."""
    nodes, carried = writer.program.nodes, writer.machine.carried
    outputs = {
        source: writer.reference(Value(source)) if carried.has_output(source) else None
        for source, _ in operation.sources
    }
    if operation.mode == "all":
        if not any(handles for _, handles in operation.sources):
            return _valued(writer, step, name, {nodes[source].key: output for source, output in outputs.items()})
        parts = []
        for source, handles in operation.sources:
            part = f"{{'{nodes[source].key}': {text_of(outputs[source])}}}"
            parts.append(f"({writer.took(source, handles)} ? {part} : {{}})" if handles else part)
        return _valued(writer, step, name, f"{{% $merge([{', '.join(parts)}]) %}}")
    if not operation.sources:  # it begins a loop's items
        return _valued(writer, step, name, None)
    *unsure, (last, _) = operation.sources
    if not unsure:
        return _valued(writer, step, name, outputs[last])
    tests = [f"({writer.took(source, handles)}) ? {text_of(outputs[source])} : " for source, handles in unsure]
    return _valued(writer, step, name, f"{{% {''.join(tests)}{text_of(outputs[last])} %}}")


def _valued(writer: ScopeWriter, step: Run, name: str, value: Any) -> State:
    """A Pass state whose value is the node's output."""
    node = step.node
    writer.trace_volatile(node, name)
    handle, label = step.exits[0]
    state: State = {"Type": "Pass", "Comment": _comment(writer, node)}
    state = writer.leave(state, step, label, _done(node, handle, value), writer.nulls(node, handle))
    if writer.show(state, node, value):
        _trace(writer, name, {"kind": "assign", "variable": variable(writer.program, Value(node), writer.scope.depth)})
    else:
        _trace(writer, name, {"kind": "output", "field": writer.program.nodes[node].key})
    return state


def emit_choose(writer: ScopeWriter, step: Run, operation: Choose, name: str) -> State:
    """A Choice whose rules assign the handle they stand for.

    The default is a rule that always holds: its `Assign` must not run beside another rule's.
    """
    node, exits = step.node, dict(step.exits)
    own = variable(writer.program, Value(node), writer.scope.depth)
    choices = []
    for handle, condition in (*operation.cases, (operation.otherwise, ALWAYS)):
        assign = {own: handle} | writer.nulls(node, handle)
        test = writer.template(node, condition)
        choices.append({"Condition": test, "Assign": assign, "Next": writer.go(exits[handle])})
    _trace(writer, name, {"kind": "handle", "variable": own})
    writer.trace_volatile(node, name)
    return {"Type": "Choice", "Comment": _comment(writer, node), "Choices": choices}


def emit_delay(writer: ScopeWriter, step: Run, operation: Delay, name: str) -> State:
    """A Wait; behind a Pass that keeps for how long, where that cannot be computed again."""
    comment, template = _comment(writer, step.node), writer.template(step.node, operation.value)
    before: State | None = None
    if step.node in writer.machine.carried.volatile:
        drawn, first, name = writer.machine.carried.drawn(step.node), name, f"{name}-wait"
        own = variable(writer.program, drawn, writer.scope.depth)
        before = {"Type": "Pass", "Comment": comment, "Assign": {own: template}, "Output": {}, "Next": name}
        template = writer.reference(drawn)
        writer.states[first] = before
        states = writer.machine.trace["states"]
        states[name] = states[first]
        states[first] = states[name] | {"role": "helper", "output": {"kind": "before", "variable": own}}
        writer.trace_volatile(step.node, first)
    wait: State = {"Type": "Wait", "Comment": comment, operation.field: template}
    _trace(writer, name, {"kind": "none"})
    handle, label = step.exits[0]
    wait = writer.leave(wait, step, label, _done(step.node, handle, None))
    if before is None:
        return wait
    writer.states[name] = wait
    return before


def emit_nothing(writer: ScopeWriter, step: Run, operation: Nothing, name: str) -> State:
    """A disabled node somebody must know to have been live."""
    del operation
    handle, label = step.exits[0]
    _trace(writer, name, {"kind": "none", "handle": handle})
    state = {"Type": "Pass", "Comment": _comment(writer, step.node)}
    return writer.leave(state, step, label, _done(step.node, handle, None))


def emit_scope(writer: ScopeWriter) -> State:
    """The scope as a state machine: `StartAt` and `States`, in the order people read them."""
    names = writer.machine.names.steps[writer.scope.index]
    for name, step in zip(reversed(names), reversed(writer.scope.steps), strict=True):
        node = writer.program.nodes[step.node].key or None
        role = "node" if isinstance(step, Run) else "start" if isinstance(step, Start) else "helper"
        if isinstance(step, Start):
            node = step.exits[0][0]
        writer.machine.trace["states"][name] = {"node": node, "role": role, "output": {"kind": "none"}}
        writer.states[name] = STEPS[type(step)](writer, step, name)
    start = writer.go(writer.scope.entry)
    return {"StartAt": start, "States": writer.finished()}


def _handles(writer: ScopeWriter, step: Run) -> tuple[str, ...]:
    return writer.program.flow.handles[step.node]


def _comment(writer: ScopeWriter, node: int) -> str:
    return writer.program.nodes[node].name or writer.program.nodes[node].key


def _trace(writer: ScopeWriter, name: str, output: Mapping[str, Any]) -> None:
    writer.machine.trace["states"][name]["output"] = dict(output)


def _done(node: int, handle: str, output: Any) -> dict[Value, Any]:
    return {Value(node): output, Value(node, TAKEN): handle}


def emit_looped(writer: ScopeWriter, step: Run, operation: Loop, name: str) -> State:
    """A loop with its body."""
    return emit_loop(writer, step, operation, name, emit_scope)


OPERATIONS: Final[dict[type[Operation], Callable[..., State]]] = {
    Invoke: emit_invoke,
    Await: emit_await,
    Compute: emit_compute,
    Choose: emit_choose,
    Delay: emit_delay,
    Merge: emit_merge,
    Loop: emit_looped,
    RunWorkflow: emit_run_workflow,
    Stop: emit_stop,
    Nothing: emit_nothing,
}
STEPS: Final[dict[type, Callable[..., State]]] = {Start: emit_start, Run: emit_run, Guard: emit_guard, Fork: emit_fork}

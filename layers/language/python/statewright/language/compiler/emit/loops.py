"""A loop as a Map, a large one as a Distributed Map, or where it may end early as a circle of states.

A Map cannot be left. With `until` the loop is a Parallel with one branch that counts: a Choice, the body in a
Parallel of its own (so that it has its own variables and its failures can be caught), and back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from statewright.language.compiler.emit.failures import CAUGHT, attempted, retrier
from statewright.language.compiler.emit.free_variables import free_variables
from statewright.language.compiler.emit.naming import variable
from statewright.language.compiler.emit.reading import State, quoted, text_of
from statewright.language.compiler.emit.scope import ScopeWriter, item_is_wrapped
from statewright.language.compiler.emit.stops import first_catchers, rethrow
from statewright.language.compiler.ir import INDEX, ITEM, PATH, Loop, Run, Value, failure_handle

EmitScope = Callable[[ScopeWriter], State]
OUTER: Final = "outer"
"""The member of an item's input with the variables around the loop, where it cannot see them."""
JOINED: Final = "$reduce($states.result, function($all, $one) { $append($all, $one.result) }, [])"
"""The results of wrapped items. `$append` keeps the shape of each: a path over the list would flatten them."""
OBSERVED_ITEMS: Final = "{% $append([], $map($states.result, function($one) { $one.observed ? $one.observed : {} })) %}"


def emit_loop(writer: ScopeWriter, step: Run, operation: Loop, name: str, emit_scope: EmitScope) -> State:
    """The state of the loop node itself."""
    machine, node = writer.machine, step.node
    body, outer = _body(writer, node, operation, emit_scope)
    processor = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} if operation.distributed else {"Mode": "INLINE"}
    comment = writer.program.nodes[node].name or writer.program.nodes[node].key
    items = writer.template(node, operation.items)
    if operation.until:
        cycle = _cycle(writer, node, operation, items, body)
        state: State = {"Type": "Parallel", "Comment": comment, "Branches": [cycle]}
        output, gave = "{% $states.result[0].result %}", "{% $states.result[0].observed %}"
    else:
        state = {
            "Type": "Map",
            "Comment": comment,
            **_source(operation, items, writer.program.nodes[node].key),
            "ItemSelector": _given(
                writer, node, "{% $states.context.Map.Item.Value %}", "$states.context.Map.Item.Index"
            )
            | ({OUTER: {name: f"{{% ${name} %}}" for name in outer}} if outer else {}),
            "MaxConcurrency": operation.concurrency,
            "ItemProcessor": {"ProcessorConfig": processor} | _tried(writer, node, operation, body),
        }
        wrapped = item_is_wrapped(machine, node)
        output, gave = (f"{{% {JOINED} %}}" if wrapped else "{% $states.result %}"), OBSERVED_ITEMS
    machine.trace["states"][name]["output"] = {
        "kind": "loop",
        "caught": failure_handle(operation, writer.program.flow.handles[node]),
        "variable": variable(writer.program, Value(node), writer.scope.depth),
    }
    if operation.retry is not None and operation.retry.max_attempts and operation.on:
        state["Retry"] = [retrier(operation.retry, operation.on)]
    state = attempted(writer, step, operation, state, output, gave)
    writer.show(state, node, output)
    return state


def _source(operation: Loop, items: Any, loop: str) -> State:
    """Where the items are from. They must be a list: a Distributed Map would take the members of an object too."""
    if not operation.distributed or not isinstance(items, str):
        return {"Items": items}
    wrong = f"$error('the items of `{loop}` are no list')"
    if not operation.stored:
        listed = f"{{% ($items__ := ({text_of(items)}); $type($items__) = 'array' ? $items__ : {wrong}) %}}"
        return {"Items": listed}
    stored = f"{text_of(items)}.offloaded"
    key = f"{{% $type({stored}.items) = 'number' ? {stored}.key : {wrong} %}}"
    return {
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON"},
            "Arguments": {"Key": key, "Bucket": f"{{% {stored}.bucket %}}"},
        }
    }


def _given(writer: ScopeWriter, node: int, item: str, index: str) -> State:
    """What each iteration is given: only what its body reads."""
    kept = writer.machine.carried.kept[writer.program.bodies[node]]
    around = writer.program.loops[node]
    outer = f"${writer.name(Value(around[-1], PATH))} & '.' & " if around and Value(node, PATH) in kept else ""
    given = {ITEM: item, INDEX: f"{{% {index} %}}", PATH: f"{{% {outer}$string({index}) %}}"}
    return {part: value for part, value in given.items() if Value(node, part) in kept}


def _body(writer: ScopeWriter, node: int, operation: Loop, emit_scope: EmitScope) -> tuple[State, list[str]]:
    """The body, behind a state that names what it was given; and what an execution of its own is given of outside."""
    program, machine = writer.program, writer.machine
    scope = program.scopes[program.bodies[node]]
    inside = ScopeWriter(machine, scope)
    body = emit_scope(inside)
    kept = machine.carried.kept[scope.index]
    assign = {
        variable(program, Value(node, part), scope.depth): f"{{% $states.input.{part} %}}"
        for part in (ITEM, INDEX, PATH)
        if Value(node, part) in kept
    }
    outer = sorted(free_variables(body) - assign.keys()) if operation.distributed else []
    assign |= {outside: f"{{% $states.input.{OUTER}.{quoted(outside)} %}}" for outside in outer}
    if not assign:
        return body, outer
    name = machine.names.helper(node, "item")
    first = {"Type": "Pass", "Assign": assign, "Output": {}, "Next": body["StartAt"]}
    inside.add(name, first)
    return {"StartAt": name, "States": {name: first, **body["States"]}}, outer


def _tried(writer: ScopeWriter, node: int, operation: Loop, body: State) -> State:
    """The body so that a failed item does not fail the loop, where it is not to."""
    if operation.on_item_error == "fail":
        return body
    names, states = writer.machine.names, dict[str, State]()
    attempt, failed = names.helper(node, "try"), names.helper(node, "failed")
    catchers: list[State] = []
    if writer.machine.stops_in(writer.program.bodies[node]):
        again = names.helper(node, "rethrow")
        catchers, states[again] = first_catchers(rethrown=again), rethrow()
    catchers.append({"ErrorEquals": ["States.ALL"], "Output": _failed_item(writer, node, operation), "Next": failed})
    first = {
        "Type": "Parallel",
        "Branches": [body],
        "Catch": catchers,
        "Output": "{% $states.result[0] %}",
        "End": True,
    }
    last = {"Type": "Pass", "Output": "{% $states.input %}", "End": True}
    states = {attempt: first, failed: last, **states}
    for name in states:
        writer.trace_helper(name)
    return {"StartAt": attempt, "States": states}


def _failed_item(writer: ScopeWriter, node: int, operation: Loop) -> Any:
    """What stands for an item that failed."""
    if not item_is_wrapped(writer.machine, node):
        return CAUGHT
    return {"result": [CAUGHT] if operation.on_item_error == "collect" else []}


def _cycle(writer: ScopeWriter, node: int, operation: Loop, items: Any, body: State) -> State:
    names, key, depth = writer.machine.names, writer.program.nodes[node].key, writer.scope.depth + 1
    listed, at, found, gave = (f"{key}__{part}__{depth}" for part in ("items", "at", "results", "gave"))
    start, check, each, done = (names.helper(node, suffix) for suffix in ("begin", "next", "each", "done"))
    observes = node in writer.machine.carried.observed.left_over
    begin: State = {
        "Type": "Pass",
        "Assign": {listed: items, at: 0, found: []},
        "Output": {"until": False},
        "Next": check,
    }
    length = f"($type(${listed}) = 'array' ? $count(${listed}) : $error('the items of `{key}` are no list'))"
    choose = {
        "Type": "Choice",
        "Choices": [{"Condition": f"{{% $not($states.input.until) and ${at} < {length} %}}", "Next": each}],
        "Default": done,
    }
    iteration: State = {
        "Type": "Parallel",
        "Branches": [body],
        "Arguments": _given(writer, node, f"{{% ${listed}[${at}] %}}", f"${at}"),
        "Assign": {
            at: f"{{% ${at} + 1 %}}",
            found: f"{{% $append(${found}, $states.result[0].result) %}}",
        },
        "Output": {"until": "{% $states.result[0].until %}"},
        "Next": check,
    }
    end: State = {"Type": "Pass", "Output": {"result": f"{{% ${found} %}}"}, "End": True}
    if observes:
        begin["Assign"] |= {gave: []}
        iteration["Assign"] |= {gave: f"{{% $append(${gave}, $states.result[0].observed) %}}"}
        end["Output"] |= {"observed": f"{{% ${gave} %}}"}
    states: dict[str, State] = {start: begin, check: choose, each: iteration, done: end}
    if operation.on_item_error != "fail":
        catchers: list[State] = []
        if writer.machine.stops_in(writer.program.bodies[node]):
            again = names.helper(node, "rethrow")
            catchers, states[again] = first_catchers(rethrown=again), rethrow()
        failed = [CAUGHT] if operation.on_item_error == "collect" else []
        assign: dict[str, Any] = {at: f"{{% ${at} + 1 %}}"}
        if failed:
            # in an Output first: an Assign could not append what its own expressions give
            caught = names.helper(node, "failed")
            states[caught] = {
                "Type": "Pass",
                "Assign": assign | {found: f"{{% $append(${found}, $states.input.result) %}}"},
                "Output": {"until": False},
                "Next": check,
            }
            catchers.append({"ErrorEquals": ["States.ALL"], "Output": {"result": failed}, "Next": caught})
        else:
            catchers.append(
                {"ErrorEquals": ["States.ALL"], "Assign": assign, "Output": {"until": False}, "Next": check}
            )
        if observes:
            handled: State = states[caught] if failed else catchers[-1]
            handled["Assign"][gave] = f"{{% $append(${gave}, [{{}}]) %}}"
        iteration["Catch"] = catchers
    for name in states:
        writer.trace_helper(name)
    writer.machine.trace["states"][each]["iterates"] = key
    return {"StartAt": start, "States": states}

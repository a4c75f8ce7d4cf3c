"""Nodes that run another workflow: `states:startExecution`, of the live version of its machine."""

from __future__ import annotations

from typing import Any, Final

from statewright.core.errors import RecursionLimit
from statewright.core.names import CHILD_PREFIX, LIVE_ALIAS, state_machine_name
from statewright.language.children import ALREADY_STARTED, CHILD_FAILED, MAX_DEPTH, TOO_DEEP
from statewright.language.compiler.emit.failures import attempted, retrier, told_by_lambda
from statewright.language.compiler.emit.reading import State
from statewright.language.compiler.emit.scope import ScopeWriter
from statewright.language.compiler.ir import DEPTH, EXECUTION, PATH, TAKEN, Run, RunWorkflow, Value, failure_handle
from statewright.language.observed import OBSERVED

START: Final = "arn:aws:states:::states:startExecution"
START_AND_WAIT: Final = f"{START}.sync:2"
RESULT: Final = f"{{% $states.result.Output ~> |$|{{}}, '{OBSERVED}'| %}}"
"""The child's output without what is there for its record only."""
_NOTHING_STARTED: Final = (
    # The developer guide's page on nested workflows names it without the suffix that other refusals are seen with.
    "StepFunctions.ExecutionLimitExceeded",
    "StepFunctions.ExecutionLimitExceededException",
    "StepFunctions.ThrottlingException",
)
_MAY_HAVE_STARTED: Final = ("StepFunctions.AWSStepFunctionsException", "StepFunctions.SdkClientException")


def emit_run_workflow(writer: ScopeWriter, step: Run, operation: RunWorkflow, name: str) -> State:
    """One `states:startExecution`, or `.sync:2` to wait."""
    node, program = step.node, writer.program
    depth = f"${writer.name(DEPTH)}"
    told = _told(depth)
    state: State = {
        "Type": "Task",
        "Comment": program.nodes[node].name or program.nodes[node].key,
        "Resource": START_AND_WAIT if operation.wait else START,
        "Arguments": {
            "StateMachineArn": (
                f"{writer.machine.target.machine_arn_prefix}{state_machine_name(operation.workflow_id)}:{LIVE_ALIAS}"
            ),
            "Name": f"{{% {_name(writer, node, operation)} %}}",
            "Input": {
                "trigger": writer.template(node, operation.payload),
                "trigger_node": None,
                "instance_id": None,
                # which version is live is not known here
                "workflow_version": None,
                "parent": _parent(writer, node),
                "depth": f"{{% {depth} < {MAX_DEPTH} ? {depth} + 1 : $error('{TOO_DEEP}') %}}",
            },
        },
    }
    if operation.timeout_seconds is not None:
        state["TimeoutSeconds"] = operation.timeout_seconds
    state["Retry"] = _retriers(operation)
    if not operation.wait:
        state["Catch"] = [_already_started(writer, step, operation)]
    if not operation.catches:
        fail = {"Type": "Fail", "Error": "{% $states.input.name %}", "Cause": "{% $states.input.message %}"}
        failed = writer.add(writer.machine.names.helper(node, "failed"), fail)
        state["Catch"] = [
            *state.get("Catch", []),
            {"ErrorEquals": ["States.ALL"], "Output": f"{{% {told} %}}", "Next": failed},
        ]
    writer.machine.trace["states"][name]["output"] = {
        "kind": "workflow",
        "caught": failure_handle(operation, program.flow.handles[node]),
        "waits": operation.wait,
    }
    output = RESULT if operation.wait else _started(operation, "$split($states.result.ExecutionArn, ':')[-1]")
    return attempted(writer, step, operation, state, output, caught={"error": f"{{% {told} %}}"})


def _parent(writer: ScopeWriter, node: int) -> dict[str, Any]:
    """Who starts it: the record of the child is how the run is known to have it."""
    program, loops = writer.program, writer.program.loops[node]
    run = f"'{writer.machine.target.workflow_id}.' & $states.context.Execution.Name"
    return {
        "execution_id": f"{{% {f'${writer.name(EXECUTION)}.id' if program.runs_apart(node) else run} %}}",
        "node": program.nodes[node].key,
        "iteration": writer.reference(Value(loops[-1], PATH)) if loops else "",
    }


def _name(writer: ScopeWriter, node: int, operation: RunWorkflow) -> str:
    """JSONata: the name of the execution to start.

    Whoever does this again after a crash gives the same name, and nothing is started twice. To wait for a child again
    (after a retry, in a loop that is retried, in a run that is redriven) another one must be started.
    """
    loops = writer.program.loops[node]
    context = "$states.context"
    # However often an Express run begins, it is one by its name; its ARN is another each time.
    run = "Name" if writer.program.settings.durability == "express" else "Id"
    parts = [f"{context}.Execution.{run}", f"'{writer.program.nodes[node].key}'"]
    if run == "Name":
        parts.insert(0, f"'{writer.machine.target.workflow_id}'")
    parts.append(f"${writer.name(Value(loops[-1], PATH))}" if loops else "''")
    if operation.wait:
        parts += [f"{context}.State.EnteredTime", f"{context}.State.RetryCount", f"{context}.Execution.RedriveCount"]
    identity = " & '|' & ".join(parts)
    return f"'{CHILD_PREFIX}' & $substring($hash({identity}, 'SHA-256'), 0, 40)"


def _started(operation: RunWorkflow, name: str) -> dict[str, Any]:
    return {"execution_id": f"{{% '{operation.workflow_id}.' & {name} %}}"}


def _retriers(operation: RunWorkflow) -> list[State]:
    """Starts that came to nothing; a start under the same name may also be repeated when that is not sure."""
    retriers: list[State] = [
        {
            "ErrorEquals": list(_NOTHING_STARTED if operation.wait else _NOTHING_STARTED + _MAY_HAVE_STARTED),
            "IntervalSeconds": 1,
            "MaxAttempts": 3,
            "BackoffRate": 2,
            "JitterStrategy": "FULL",
        }
    ]
    if operation.retry is not None and operation.retry.max_attempts and operation.on:
        final = ["States.QueryEvaluationError", *([] if operation.wait else [ALREADY_STARTED])]
        # `States.TaskFailed` stands for these too
        retriers.append({"ErrorEquals": final, "MaxAttempts": 0})
        retriers.append(retrier(operation.retry, operation.on))
    return retriers


def _already_started(writer: ScopeWriter, step: Run, operation: RunWorkflow) -> State:
    """Somebody did this before: that counts."""
    node, (handle, label) = step.node, step.exits[0]
    provided = {Value(node): _started(operation, f"({_name(writer, node, operation)})"), Value(node, TAKEN): handle}
    assign = writer.assigns(provided) | writer.nulls(node, handle)
    return (
        {"ErrorEquals": [ALREADY_STARTED]}
        | ({"Assign": assign} if assign else {})
        | {"Output": {}, "Next": writer.go(label)}
    )


def _told(depth: str) -> str:
    """JSONata: name and message of the failure, the child's own where it has failed.

    The cause of `.sync:2` is what DescribeExecution says of the child, and its error then this name.
    """
    is_described = f"$failed.Error = '{CHILD_FAILED}' and $substring($failed.Cause, 0, 1) = '{{'"
    return (
        "($failed := $states.errorOutput; "
        f"$failed.Error = 'States.QueryEvaluationError' and {depth} >= {MAX_DEPTH} ? "
        f"{{'name': '{RecursionLimit.__name__}', 'message': '{TOO_DEEP}'}} : ("
        f"$child := {is_described} and $substring($failed.Cause, -1) = '}}' ? $parse($failed.Cause) : {{}}; "
        "$late := $child.Status = 'TIMED_OUT' ? 'States.Timeout' : $failed.Error; "
        "$name := $exists($child.Error) ? $child.Error : $late; "
        "$cause := $exists($child.Status) ? $child.Cause : $failed.Cause; "
        f"$lambda := {told_by_lambda('$cause')}; "
        "{'name': $name = 'States.QueryEvaluationError' ? 'ExpressionFailed' : $name, "
        "'message': $exists($lambda.errorMessage) ? $lambda.errorMessage : $exists($cause) ? $cause : "
        "$exists($child.Status) ? 'the run ended as ' & $child.Status : ''}))"
    )

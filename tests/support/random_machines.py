"""Hypothesis strategies for machines: a few states in a row, some with blocks inside, all of them legal."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.machines import INVOKE, definition

ERRORS = ["A", "B", "States.Timeout"]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        0,
        "text",
        [],
        [[]],
        {"k": [1]},
        "{% $states.input %}",
        "{% $v0 %}",
        "{% $type($states.input) %}",
        "{% $no.such %}",
    ]
)
RETRY = st.lists(
    st.builds(
        lambda errors, attempts, jitter: {"ErrorEquals": [errors], "MaxAttempts": attempts, "JitterStrategy": jitter},
        st.sampled_from(ERRORS),
        st.integers(0, 2),
        st.sampled_from(["NONE", "FULL"]),
    ),
    max_size=2,
)


FLOW = ("Pass", "Choice")
INLINE = ("Pass", "Choice", "Task", "Wait")
ALL = (*INLINE, "Distributed")


def definitions(kinds: tuple[str, ...] = ALL) -> st.SearchStrategy[dict[str, Any]]:
    """Definitions of `kinds` of states, and of Parallel and Map; with `Distributed`, some of those Maps are."""
    return _blocks(kinds).map(lambda block: {**definition(block["States"]), **block})


@st.composite
def _blocks(draw: st.DrawFn, kinds: tuple[str, ...], prefix: str = "s", depth: int = 0) -> dict[str, Any]:
    count = draw(st.integers(1, 4))
    states = {}
    for index in range(count):
        name = f"{prefix}{index}"
        states[name] = draw(_state(kinds, name, depth))
        if states[name]["Type"] != "Choice":
            states[name].update({"End": True} if index == count - 1 else {"Next": f"{prefix}{index + 1}"})
        else:
            states[name]["Default"] = f"{prefix}{index + 1}"
            states[name]["Choices"][0]["Next"] = f"{prefix}{min(index + 2, count)}"
    states[f"{prefix}{count}"] = {"Type": "Succeed"}
    reached = {f"{prefix}0"} | {state.get(key) for state in states.values() for key in ("Next", "Default")}
    reached |= {rule["Next"] for state in states.values() for rule in state.get("Choices", [])}
    return {"StartAt": f"{prefix}0", "States": {name: state for name, state in states.items() if name in reached}}


@st.composite
def _state(draw: st.DrawFn, kinds: tuple[str, ...], name: str, depth: int) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(
            [*(kind for kind in kinds if kind != "Distributed"), *(["Parallel", "Map"] if depth < 2 else [])]
        )
    )
    state: dict[str, Any] = {"Type": kind}
    match kind:
        case "Pass":
            # inner scopes may not assign an outer variable
            if depth == 0 and draw(st.booleans()):
                state["Assign"] = {"v0": draw(VALUES)}
            else:
                state["Output"] = draw(VALUES)
        case "Task":
            state |= {"Resource": INVOKE, "Arguments": draw(VALUES), "Retry": draw(RETRY)}
            if draw(st.booleans()):
                state["TimeoutSeconds"] = draw(st.integers(1, 3))
        case "Wait":
            state["Seconds"] = draw(st.integers(0, 5))
        case "Choice":
            state["Choices"] = [{"Condition": draw(st.sampled_from([True, False, "{% $exists($v0) %}"]))}]
        case "Parallel":
            count = draw(st.integers(1, 3))
            state["Branches"] = [draw(_blocks(kinds, f"{name}_{branch}_", depth + 1)) for branch in range(count)]
        case "Map":
            state["Items"] = draw(st.lists(st.integers(0, 9), max_size=4))
            state["ItemProcessor"] = draw(_blocks(kinds, f"{name}_i_", depth + 1))
            state["MaxConcurrency"] = draw(st.integers(0, 2))
            if "Distributed" in kinds and draw(st.booleans()):
                # inside an Express child there may be no other distributed Map
                execution = draw(st.sampled_from(["STANDARD", "EXPRESS"])) if depth else "STANDARD"
                state["ItemProcessor"]["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": execution}
                state["ToleratedFailurePercentage"] = draw(st.sampled_from([0, 50, 100]))
    return state

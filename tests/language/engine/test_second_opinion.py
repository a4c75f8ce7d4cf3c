"""Our engine against moto's interpreter, in process: random machines without tasks must end alike.

moto ships without a JSONata engine; it gets jlens. It is a second opinion on control flow and data flow, not on
expressions. It runs branches in threads that a failure leaves behind: only runs that succeed are compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from statewright.language.engine import Machine, Returned, simulate

from tests.support.random_machines import FLOW, definitions
from tests.support.second_opinion import jsonata_for_moto, moto_ending

Ending = tuple[Any, Counter[str]]
"""The output, and what each state gave at its exits."""


@pytest.fixture(autouse=True, scope="module")
def _jsonata() -> Iterator[None]:
    with jsonata_for_moto():
        yield


def our_ending(definition: dict[str, Any], value: Any) -> Ending | None:
    simulation = simulate(Machine.parse(definition), value, lambda command: Returned(command.arguments))
    assert simulation.finish is not None
    if simulation.finish.status != "SUCCEEDED":
        return None
    exits = Counter(
        json.dumps([event.details["name"], event.details["output"]])
        for event in simulation.history
        if event.type.endswith("StateExited")
    )
    return simulation.finish.output, exits


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(definitions(FLOW), st.sampled_from([None, 1, "text", {"a": [1, [2]]}, [[]]]))
def test_two_interpreters_agree(definition: dict[str, Any], value: Any) -> None:
    ours = our_ending(definition, value)
    assume(ours is not None)
    theirs = moto_ending(definition, value)
    assert (theirs.output, theirs.exits) == ours

"""Definition -> Machine.

Every problem is collected before anything is refused, so that whoever wrote the definition sees all of them. Rules
are those of the Amazon States Language specification and the Step Functions developer guide, JSONata mode only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from statewright.language.engine import distributed_fields
from statewright.language.engine.common_fields import assignments, entries, flow, handled
from statewright.language.engine.fields import (
    DUPLICATE_LABEL,
    DUPLICATE_STATE,
    INVALID_STATE,
    MAX_NAME,
    MAX_SECONDS,
    TOO_DEEP,
    Diagnostics,
    Fields,
    pointer,
)
from statewright.language.engine.machine import DefinitionError, Kind, Machine
from statewright.language.engine.resources import describe_resource, needs_standard, resource_problem
from statewright.language.engine.states import (
    Block,
    Choice,
    DistributedMap,
    Fail,
    Map,
    Parallel,
    Pass,
    Rule,
    State,
    Succeed,
    Task,
    Wait,
)
from statewright.language.engine.times import parse_timestamp
from statewright.language.engine.transitions import check_transitions
from statewright.language.expressions import is_expression

_COMMON: Final = frozenset({"Type", "Comment", "QueryLanguage"})
_FLOW: Final = _COMMON | {"Next", "End", "Assign", "Output"}
_HANDLED: Final = _FLOW | {"Retry", "Catch"}
_DISTRIBUTED: Final = frozenset(
    {"ItemReader", "ItemBatcher", "ResultWriter", "ToleratedFailureCount", "ToleratedFailurePercentage", "Label"}
)
_MACHINE: Final = frozenset({"StartAt", "States", "Comment", "Version", "TimeoutSeconds", "QueryLanguage"})
_NO_RESULT: Final = frozenset({"result", "errorOutput"})
_NO_ERROR: Final = frozenset({"errorOutput"})


def parse_machine(definition: Any, kind: Kind) -> Machine:
    """The machine of a definition. Raises `DefinitionError`."""
    diagnostics = Diagnostics()
    fields = Fields(definition, "", diagnostics)
    fields.only(_MACHINE)
    if fields.values.get("Version", "1.0") != "1.0":
        fields.problem("must be '1.0'", "Version")
    timeout = (
        int(fields.number("TimeoutSeconds", 0, low=1, integer=True, high=MAX_SECONDS))
        if ("TimeoutSeconds" in fields.values)
        else None
    )
    try:
        block = _Parser(diagnostics, express=kind == "EXPRESS").block(
            fields, _language(fields, "JSONPath"), frozenset()
        )
    except RecursionError:
        diagnostics.add(TOO_DEEP, "The definition is nested too deeply", "/")
    if diagnostics.found:
        raise DefinitionError(tuple(diagnostics.found))
    return Machine(block, fields.text("Comment"), timeout, kind)


def _language(fields: Fields, inherited: str) -> str:
    language = fields.values.get("QueryLanguage", inherited)
    if language not in ("JSONata", "JSONPath"):
        fields.problem("must be 'JSONata'", "QueryLanguage")
    return str(language)


class _Parser:
    """Walks the blocks of one definition."""

    def __init__(self, diagnostics: Diagnostics, *, express: bool) -> None:
        self.diagnostics = diagnostics
        self.express = express
        self.names: set[str] = set()
        self.labels: set[str] = set()
        self.readers: dict[str, Callable[[Fields, dict[str, Any], frozenset[str]], State | None]] = {
            "Pass": self._pass,
            "Task": self._task,
            "Choice": self._choice,
            "Wait": self._wait,
            "Succeed": self._succeed,
            "Fail": self._fail,
            "Parallel": self._parallel,
            "Map": self._map,
        }
        self.language = "JSONata"

    def block(self, fields: Fields, language: str, outer: frozenset[str]) -> Block:
        """`outer` are the variables of the enclosing scopes, which must not be assigned in this one."""
        required = [name for name in ("States", "StartAt") if name not in fields.values]
        if required:
            fields.missing(*required)
            return Block("", {})
        start_at = fields.text("StartAt") or ""
        declared = Fields(fields.values.get("States"), f"{fields.path}/States", self.diagnostics)
        if not declared.values and isinstance(fields.values.get("States"), Mapping):
            declared.problem("must have at least one state")
        scope = outer | _assigned(declared.values)
        states: dict[str, State] = {}
        for name, value in declared.values.items():
            state = self._state(
                name, Fields(value, f"{declared.path}/{pointer(name)}", self.diagnostics), language, outer, scope
            )
            if state is not None:
                states[name] = state
        check_transitions(fields, start_at, declared.values, states)
        return Block(start_at, states)

    def _state(
        self, name: str, fields: Fields, language: str, outer: frozenset[str], scope: frozenset[str]
    ) -> State | None:
        if not name or len(name) > MAX_NAME:
            fields.problem(f"has a name that is not 1 to {MAX_NAME} characters long", code=INVALID_STATE)
        if name in self.names:
            message = f"There is another state named '{name}' in the machine"
            self.diagnostics.add(DUPLICATE_STATE, message, fields.path)
        self.names.add(name)
        if _language(fields, language) == "JSONPath":
            fields.problem("is in JSONPath, which is not supported: set 'QueryLanguage' to 'JSONata' for the machine")
            return None
        kind = fields.text("Type", required=True)
        reader = self.readers.get(kind or "")
        if reader is None:
            if kind is not None:
                fields.problem(f"must be one of {', '.join(self.readers)}", "Type")
            return None
        common = {
            "name": name,
            "comment": fields.text("Comment"),
            "entered": f"{kind}StateEntered",
            "exited": f"{kind}StateExited",
            "aborted": f"{kind}StateAborted",
        }
        for variable in sorted(_own_assigned(fields.values) & outer):
            fields.problem(f"assigns '{variable}', a variable of the enclosing scope", "Assign")
        return reader(fields, common, scope)

    # One reader for each type

    def _pass(self, fields: Fields, common: dict[str, Any], _: frozenset[str]) -> State:
        fields.only(_FLOW)
        return Pass(**common, **flow(fields, _NO_RESULT))

    def _succeed(self, fields: Fields, common: dict[str, Any], _: frozenset[str]) -> State:
        fields.only(_COMMON | {"Output"})
        return Succeed(**common, output=fields.template("Output", _NO_RESULT))

    def _fail(self, fields: Fields, common: dict[str, Any], _: frozenset[str]) -> State:
        fields.only(_COMMON | {"Error", "Cause"})
        for name in ("Error", "Cause"):
            fields.text(name)
        return Fail(**common, error=fields.template("Error", _NO_RESULT), cause=fields.template("Cause", _NO_RESULT))

    def _wait(self, fields: Fields, common: dict[str, Any], _: frozenset[str]) -> State:
        fields.only(_FLOW | {"Seconds", "Timestamp"})
        if ("Seconds" in fields.values) == ("Timestamp" in fields.values):
            fields.problem("must have exactly one of 'Seconds' and 'Timestamp'")
        literal = fields.text("Timestamp") if "Timestamp" in fields.values else None
        if literal is not None and not is_expression(literal) and parse_timestamp(literal) is None:
            fields.problem("must be an RFC 3339 timestamp such as 2030-01-31T09:00:00Z", "Timestamp")
        return Wait(
            **common,
            **flow(fields, _NO_RESULT),
            seconds=fields.count("Seconds", _NO_RESULT),
            timestamp=fields.template("Timestamp", _NO_RESULT),
        )

    def _choice(self, fields: Fields, common: dict[str, Any], _: frozenset[str]) -> State:
        fields.only(_COMMON | {"Choices", "Default", "Assign", "Output"})
        rules = []
        for rule in entries(fields, "Choices", required=True):
            rule.only(frozenset({"Condition", "Next", "Assign", "Output", "Comment"}))
            condition = rule.values.get("Condition")
            if not isinstance(condition, bool) and not is_expression(condition):
                rule.problem("must be a JSONata expression or a boolean", "Condition")
            target = rule.text("Next", required=True)
            template = rule.template("Condition", _NO_RESULT)
            if template is not None and target is not None:
                rules.append(Rule(template, target, assignments(rule, _NO_RESULT), rule.template("Output", _NO_RESULT)))
        return Choice(
            **common,
            rules=tuple(rules),
            next=fields.text("Default"),
            assign=assignments(fields, _NO_RESULT),
            output=fields.template("Output", _NO_RESULT),
        )

    def _task(self, fields: Fields, common: dict[str, Any], _: frozenset[str]) -> State:
        fields.only(_HANDLED | {"Resource", "Arguments", "TimeoutSeconds", "HeartbeatSeconds", "Credentials"})
        resource = fields.text("Resource", required=True) or ""
        if resource and (problem := resource_problem(resource)) is not None:
            fields.problem(problem, "Resource")
        timeout, heartbeat = fields.values.get("TimeoutSeconds"), fields.values.get("HeartbeatSeconds")
        if isinstance(timeout, int) and isinstance(heartbeat, int) and heartbeat >= timeout:
            fields.problem("must be smaller than TimeoutSeconds", "HeartbeatSeconds")
        if self.express and needs_standard(resource):
            fields.problem(
                "waits for a token, a job or an activity, which Express workflows do not support", "Resource"
            )
        family, described = describe_resource(resource)
        return Task(
            **common,
            **flow(fields, _NO_ERROR),
            **handled(fields),
            resource=resource,
            arguments=fields.template("Arguments", _NO_RESULT),
            timeout=fields.seconds("TimeoutSeconds", _NO_RESULT),
            heartbeat=fields.seconds("HeartbeatSeconds", _NO_RESULT),
            waits_for_token=resource.endswith(".waitForTaskToken"),
            described=described,
            integration=family == "Task",
            scheduled=f"{family}Scheduled",
            started=f"{family}Started",
            succeeded=f"{family}Succeeded",
            failed=f"{family}Failed",
            timed_out=f"{family}TimedOut",
        )

    def _parallel(self, fields: Fields, common: dict[str, Any], scope: frozenset[str]) -> State:
        fields.only(_HANDLED | {"Branches", "Arguments"})
        branches = []
        for branch in entries(fields, "Branches", required=True):
            branch.only(frozenset({"StartAt", "States", "Comment", "QueryLanguage"}))
            branches.append(self.block(branch, _language(branch, "JSONata"), scope))
        return Parallel(
            **common,
            **flow(fields, _NO_ERROR),
            **handled(fields),
            branches=tuple(branches),
            abandoned="ParallelStateFailed",
            arguments=fields.template("Arguments", _NO_RESULT),
        )

    def _map(self, fields: Fields, common: dict[str, Any], scope: frozenset[str]) -> State | None:
        fields.only(_HANDLED | _DISTRIBUTED | {"Items", "ItemSelector", "ItemProcessor", "MaxConcurrency"})
        processor = fields.inner("ItemProcessor")
        if processor is None:
            fields.missing("ItemProcessor")
            return None
        processor.only(frozenset({"ProcessorConfig", "StartAt", "States", "Comment", "QueryLanguage"}))
        config = processor.inner("ProcessorConfig") or processor.empty("ProcessorConfig")
        config.only(frozenset({"Mode", "ExecutionType"}))
        distributed = config.choice("Mode", ("INLINE", "DISTRIBUTED")) == "DISTRIBUTED"
        execution_type = config.choice("ExecutionType", ("STANDARD", "EXPRESS"))
        if distributed and "ExecutionType" not in config.values:
            config.missing("ExecutionType")
        if not distributed:
            for name in sorted(_DISTRIBUTED & fields.values.keys()):
                fields.problem("needs a distributed Map: set ProcessorConfig to Mode DISTRIBUTED", name)
        items = fields.values.get("Items", [])
        if not isinstance(items, list) and not is_expression(items) and not (distributed and isinstance(items, dict)):
            fields.problem("must be an array or a JSONata expression", "Items")
        shared = {
            **common,
            **flow(fields, _NO_ERROR),
            **handled(fields),
            "items": fields.template("Items", _NO_RESULT),
            "selector": fields.template("ItemSelector", _NO_RESULT),
            "abandoned": "MapStateFailed",
            "max_concurrency": fields.count("MaxConcurrency", _NO_RESULT),
        }
        language = _language(processor, "JSONata")
        if not distributed:
            return Map(**shared, processor=self.block(processor, language, scope))
        return self._distributed(fields, shared, processor, language, express=execution_type == "EXPRESS")

    def _label(self, fields: Fields, name: str) -> str:
        label = distributed_fields.label(fields, name)
        if label in self.labels:
            fields.problem(f"is '{label}', like that of another state", "Label", DUPLICATE_LABEL)
        self.labels.add(label)
        return label

    def _distributed(
        self, fields: Fields, shared: dict[str, Any], processor: Fields, language: str, *, express: bool
    ) -> State:
        if self.express:
            fields.problem("is a distributed Map, which Express workflows do not support", "ItemProcessor")
        if "ItemReader" in fields.values and "Items" in fields.values:
            fields.problem("must not have both 'ItemReader' and 'Items'")
        outer, self.express = self.express, express or self.express
        block = self.block(processor, language, frozenset())  # the children see no variables of the parent
        self.express = outer
        return DistributedMap(
            **shared,
            processor=block,
            express=express,
            label=self._label(fields, shared["name"]),
            reader=distributed_fields.reader(fields),
            batcher=distributed_fields.batcher(fields),
            writer=distributed_fields.writer(fields),
            tolerated_count=fields.count("ToleratedFailureCount", _NO_RESULT),
            tolerated_percentage=fields.percentage("ToleratedFailurePercentage", _NO_RESULT),
        )


def _assigned(states: Mapping[str, Any]) -> frozenset[str]:
    """Variables that the states of one block assign, nested blocks excepted."""
    return frozenset[str]().union(*(_own_assigned(state) for state in states.values()))


def _own_assigned(state: Any) -> frozenset[str]:
    if not isinstance(state, Mapping):
        return frozenset()
    names: set[str] = set()
    holders = [state]
    for group in ("Choices", "Catch"):
        entries = state.get(group)
        holders += [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []
    for holder in holders:
        assign = holder.get("Assign")
        names.update(assign if isinstance(assign, Mapping) else ())
    return frozenset(names)

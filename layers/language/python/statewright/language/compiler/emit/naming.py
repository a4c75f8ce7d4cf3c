"""Names of states and variables. Keys hold neither `-` nor `__`, so nothing made up here can meet one."""

from __future__ import annotations

from statewright.language.compiler.carry import GLOBALS
from statewright.language.compiler.ir import DEPTH, Fork, Guard, Program, Run, Step, Value
from statewright.language.compiler.numbering import ITEM_END

_GLOBAL_NAMES = {value: name for name, value in GLOBALS.items()} | {DEPTH: "run__depth"}


def variable(program: Program, value: Value, depth: int) -> str:
    """The variable of a value at a depth: `key`, `key__h` for the handle taken, `key__v` for what was drawn; `__1`
    behind it in a fork or loop."""
    if value.node < 0:
        return _GLOBAL_NAMES[value]
    key = program.nodes[value.node].key
    name = f"{key}__{value.part}" if value.part else key
    return f"{name}__{depth}" if depth else name


class StateNames:
    """A name for every step of every scope, unique in the machine and stable: it follows from the node's key."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._used: dict[str, int] = {}
        self.steps = [[self._name(step) for step in scope.steps] for scope in program.scopes]

    def _name(self, step: Step) -> str:
        if isinstance(step, Run):
            node = self._program.nodes[step.node]
            return self.helper(self._program.loops[step.node][-1], "result") if node.type == ITEM_END else node.key
        if isinstance(step, Guard):
            return self.helper(step.node, "if")
        if isinstance(step, Fork):
            return self.helper(step.node, "fork")
        first = self._program.numbers[step.exits[0][0]]
        return self._program.nodes[first].key if len(step.exits) == 1 else self.helper(first, "start")

    def helper(self, node: int, suffix: str) -> str:
        """`key-suffix`, with a number from the second on."""
        name = f"{self._program.nodes[node or 1].key}-{suffix}"
        self._used[name] = count = self._used.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"

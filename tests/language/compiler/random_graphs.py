"""Any workflow of the language, and what its actions do.

Hypothesis draws a seed and a size. Each node has dice of its own, so a smaller graph is the beginning of a larger one
and a failure shrinks to the first node that shows it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zlib import crc32

from hypothesis import strategies as st

from tests.language.compiler.drawing import node

SHAPES: Final[list[Any]] = [None, [], [1], [[1]], [[]], {"v": 1}, {"v": 2}, {}, "text", 0, [{"v": 1}], [1, [2]]]
"""Outputs, the ones JSONata likes to unwrap among them."""
SIMPLE: Final = (("work", 5), ("condition", 3), ("set", 2), ("delay", 1), ("function", 1))
WHOLE: Final = (*SIMPLE, ("loop", 2), ("merge", 2), ("switch", 1), ("split", 1), ("stop", 0.4))
OUTSIDE: Final = (("wait_for_events", 0.7), ("approval", 0.7), ("run_workflow", 1))
EVERYTHING: Final = (*WHOLE, *OUTSIDE)
"""With what answers late or not at all, and with loops that are large or run again."""
LATE: Final = "States.Timeout"
"""The error of what is never answered."""
CHILD: Final = "7f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"
MOST_DEEP: Final = 3
Kinds = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Case:
    """A document, the trigger that fires, and the answers of each action: it gives them in turn, item by item."""

    document: dict[str, Any]
    fired: str
    payload: Any
    answers: dict[str, list[tuple[str, Any]]]
    flaky: dict[str, int] = field(default_factory=dict)
    """How often an action fails with `RateLimited` before it answers."""

    def answer(self, key: str, iteration: str = "", before: int = 0) -> tuple[str, Any]:
        """("returned", output) or ("raised", error name); `before`: how often it was asked already."""
        if before < self.flaky.get(key, 0):
            return "raised", "RateLimited"
        answers = self.answers[key]
        return answers[sum(map(int, filter(None, iteration.split(".")))) % len(answers)]

    def takes(self, key: str, iteration: str = "") -> int:
        """Milliseconds an attempt takes."""
        return 1 + crc32(f"{key} {iteration}".encode()) % 700


def cases(most: int = 60, kinds: Kinds = SIMPLE) -> st.SearchStrategy[Case]:
    """Valid workflows of up to `most` nodes with random edges, kinds, settings, references and answers."""
    return st.builds(case, st.integers(0, 2**32), st.integers(1, most), st.just(kinds))


def case(seed: int, size: int, kinds: Kinds = WHOLE) -> Case:
    """The workflow of a seed."""
    return _Drawing(seed, size, kinds).case()


@dataclass
class _Body:
    """A graph under construction: what each node can read, and where it lies."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    readable: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    around: list[dict[str, Any]] = field(default_factory=list)
    """Nodes that can be read everywhere inside."""
    loops: tuple[str, ...] = ()
    chain: bool = False
    """One node after the other, for a loop that runs again: nothing is cut off that would count as asked."""


class _Drawing:
    def __init__(self, seed: int, size: int, kinds: Kinds) -> None:
        self.seed, self.size = seed, size
        self.kinds = kinds
        self.dice = random.Random(f"{seed}")
        self.answers: dict[str, list[tuple[str, Any]]] = {}
        self.flaky: dict[str, int] = {}
        self.edges = 0

    def case(self) -> Case:
        top = _Body()
        for number in range(self.dice.randint(1, 3)):
            top.nodes.append(node(f"t{number}", "api"))
            top.readable[f"t{number}"] = []
        fired, payload = self.dice.choice(top.nodes)["key"], self.dice.choice(SHAPES)
        reach, joins, shuffled = self.dice.choice([3, 6, 100]), self.dice.choice([1, 2, 3]), self.dice.random() < 0.5
        inner = self.dice.choice([0.2, 0.5, 0.8])
        bodies = [top]
        for number in range(self.size):
            self.dice = random.Random(f"{self.seed} {number}")
            body = self.dice.choice(bodies[1:]) if len(bodies) > 1 and self.dice.random() < inner else top
            self._add(f"k{number}", body, bodies, reach, joins)
        self.dice = random.Random(f"{self.seed} end")
        for body in bodies if shuffled else ():
            self.dice.shuffle(body.nodes)
            self.dice.shuffle(body.edges)
        document = {"name": "random", "graph": {"nodes": top.nodes, "edges": top.edges}}
        return Case(document, fired, payload, self.answers, self.flaky)

    def _add(self, key: str, body: _Body, bodies: list[_Body], reach: int, joins: int) -> None:
        if body.chain and [one["type"] for one in body.nodes[-1:]] == ["stop"]:
            return
        kind = self.dice.choices(*zip(*self.kinds, strict=True))[0]
        sources = [one for one in body.nodes if one["type"] != "stop"][-reach:]
        fewest = 0 if body.loops else 1
        parents = self.dice.sample(sources, min(len(sources), self.dice.randint(fewest, joins)))
        if body.chain:
            parents = body.nodes[-1:]
        reads = [one for one in body.nodes if one in parents or any(one in body.readable[up["key"]] for up in parents)]
        made = node(key, kind, None, **self._settings(kind))
        if kind == "run_workflow" and body.chain:
            made["settings"].pop("retry", None)  # nobody could tell its own retries from the loop's
        if kind == "loop":
            if len(body.loops) == MOST_DEEP:
                made = node(key, "merge" if parents else "delay")
                kind = made["type"]
            else:
                chain = body.chain or "retry" in made["settings"]
                inside = _Body(around=[*body.around, *reads], loops=(*body.loops, key), chain=chain)
                bodies.append(inside)
                made["config"]["body"] = {"nodes": inside.nodes, "edges": inside.edges}
                self._add(f"{key}_a", inside, [], reach, joins)
        made["config"] |= self._config(kind, [*body.around, *reads], body.loops, bodies[-1] if kind == "loop" else None)
        if kind in ("work", *dict(OUTSIDE)):
            self._answers(key, kind, made, body)
        body.nodes.append(made)
        body.readable[key] = reads
        for parent in parents:
            for handle in self._handles(parent):
                self.edges += 1
                ends = {"source": parent["id"], "source_handle": handle, "target": made["id"]}
                body.edges.append({"id": f"e{self.edges}", **ends})

    def _handles(self, source: dict[str, Any]) -> list[str]:
        config, settings = source["config"], source["settings"]
        if source["type"] in ("condition", "switch", "split"):
            ways = [way["id"] for way in config.get("cases", config.get("variants", []))]
            ways = {"condition": ["true", "false"], "switch": [*ways, "default"]}.get(source["type"], ways)
            return self.dice.sample(ways, 2 if self.dice.random() < 0.2 else 1)
        if source["type"] in ("wait_for_events", "approval"):
            ways = ["out"] if source["type"] == "wait_for_events" else ["approved", "rejected"]
            return self.dice.sample([*ways, "timeout"], 2 if self.dice.random() < 0.3 else 1)
        can_fail = source["type"] in ("loop", "run_workflow") or source["definition"] == "work@1"
        if can_fail and settings.get("on_error") in (None, "branch"):
            return self.dice.choice([["out"], ["out"], ["out"], ["error"], ["out", "error"]])
        return ["out"]

    def _settings(self, kind: str) -> dict[str, Any]:
        plain: list[dict[str, Any]] = [{}] * 8 + [{"disabled": True}]
        if kind in ("work", "loop", "run_workflow"):
            plain += [{"on_error": "continue"}, {"on_error": "branch"}, {"on_error": "continue"}]
        if kind == "function":
            plain += [{"on_error": "branch"}]
        settings = dict(self.dice.choice(plain))
        if kind == "work" and self.kinds != SIMPLE and self.dice.random() < 0.15:
            settings["retry"] = {"max_attempts": self.dice.randint(1, 3)}
        if kind in ("loop", "run_workflow") and self.kinds == EVERYTHING and self.dice.random() < 0.25:
            settings["retry"] = {"max_attempts": self.dice.randint(1, 3)}
        return settings

    def _answers(self, key: str, kind: str, made: dict[str, Any], body: _Body) -> None:
        settings, config = made["settings"], made["config"]
        failing = 0.25 if settings.get("on_error") else 0.04
        self.answers[key] = [self._answer(kind, config, failing) for _ in range(self.dice.randint(1, 4))]
        if "retry" in settings and kind == "work":
            self.flaky[key] = self.dice.randint(0, settings["retry"]["max_attempts"])
        elif kind == "work" and body.chain and self.dice.random() < 0.4:
            self.flaky[key] = self.dice.randint(1, 3)

    def _answer(self, kind: str, config: dict[str, Any], failing: float) -> tuple[str, Any]:
        if kind in ("wait_for_events", "approval"):
            if "timeout_seconds" in config and self.dice.random() < 0.4:
                return "raised", LATE
            decision = {"decision": self.dice.choice(["approved", "rejected"]), "v": self.dice.randint(0, 2)}
            return "returned", decision if kind == "approval" else self.dice.choice(SHAPES)
        if config.get("wait") is not False and self.dice.random() < failing:
            return "raised", self.dice.choice(["ProviderRejected", "RateLimited"])
        shape = self.dice.choice(SHAPES)
        return "returned", {"v": shape} if kind == "run_workflow" else shape  # a run's result is an object

    def _config(
        self, kind: str, reads: list[dict[str, Any]], loops: tuple[str, ...], inside: _Body | None
    ) -> dict[str, Any]:
        if kind == "condition":
            return {"expression": f"{{% {self._test(reads, loops)} %}}"}
        if kind == "switch":
            ways: list[dict[str, Any]] = [
                {"equals": 1},
                {"equals": "true"},
                {"in": [0, 2, "text"]},
                {"from": 0, "to": 2},
            ]
            chosen = self.dice.sample(ways, self.dice.randint(1, 3))
            listed = [{"id": f"c{number}", **way} for number, way in enumerate(chosen)]
            return {"value": self._value(reads, loops, fields=True), "cases": listed}
        if kind == "split":
            weights = [self.dice.choice([1, 2.5, 10]) for _ in range(self.dice.randint(2, 3))]
            listed = [{"id": f"c{number}", "weight": weight} for number, weight in enumerate(weights)]
            # of what may hold the interpreter's own words about a failure no hash is known
            known = [f"${one['key']}" for one in reads if one["type"] in ("trigger", "condition")]
            key = self.dice.choice([*known, *(f"${loop}.index" for loop in loops), "'fixed'"])
            return {"variants": listed} | ({"key": f"{{% {key} %}}"} if self.dice.random() < 0.5 else {})
        if kind == "merge":
            mode = self.dice.choice(["all", "first", "last", "expression"])
            return {"mode": mode} | ({"expression": self._value(reads, loops)} if mode == "expression" else {})
        if kind == "delay":
            return {"seconds": self.dice.randint(0, 3)}
        if kind == "stop":
            if self.dice.random() < 0.5:
                return {"outcome": "success", "output": self._value(reads, loops)}
            return {"outcome": "error", "error": "OutOfStock", "message": "none left"}
        if kind in dict(OUTSIDE):
            return self._outside_config(kind, reads, loops)
        if kind == "function":
            return {"expression": self._value(reads, loops, fields=self.dice.random() < 0.1)}
        if inside is not None:
            return self._loop_config(reads, loops, inside)
        values = {name: self._value(reads, loops) for name in self.dice.choice([[], ["x"], ["x", "y"]])}
        return {"values": values} if kind == "set" else {"data": values}

    def _outside_config(self, kind: str, reads: list[dict[str, Any]], loops: tuple[str, ...]) -> dict[str, Any]:
        late = {"timeout_seconds": self.dice.randint(1, 3)} if self.dice.random() < 0.6 else {}
        if kind == "wait_for_events":
            return {"event": "paid", "key": "k"} | late
        if kind == "approval":
            return {"title": "Go on?"} | late
        # a child is not told which item it runs for: the payload says it
        path = f"{{% [{', '.join(f'${loop}.index' for loop in loops)}] %}}" if loops else []
        wait = {"wait": False} if self.dice.random() < 0.3 else {}
        return {"workflow_id": CHILD, "payload": {"data": self._value(reads, loops), "path": path}} | wait

    def _loop_config(self, reads: list[dict[str, Any]], loops: tuple[str, ...], inside: _Body) -> dict[str, Any]:
        config: dict[str, Any] = {"items": [self.dice.choice(SHAPES) for _ in range(self.dice.randint(0, 4))]}
        drawn = self.dice.random()
        if drawn < 0.5:
            listed = [self._value(reads, loops)[3:-3] for _ in range(self.dice.randint(1, 3))]
            config["items"] = f"{{% [{', '.join(listed)}] %}}"
        elif drawn < 0.55:
            config["items"] = self._value(reads, loops)
        within, around = [*inside.around, *inside.nodes], inside.loops
        if self.dice.random() < 0.4:
            config["mode"] = "sequential"
            if self.dice.random() < 0.6:
                config["until"] = f"{{% {self._test(within, around)} %}}"
        elif self.dice.random() < 0.5:
            config["concurrency"] = self.dice.randint(1, 3)
        if self.dice.random() < 0.4:
            config["result"] = self._value(within, around)
        if self.dice.random() < 0.6:
            config["on_item_error"] = self.dice.choice(["fail", "skip", "collect"])
        if inside.chain:
            config["mode"] = "sequential"
            config.pop("concurrency", None)
        if self.kinds == EVERYTHING and self.dice.random() < 0.25:
            config["expected_items"] = 100_000
        return config

    def _test(self, reads: list[dict[str, Any]], loops: tuple[str, ...]) -> str:
        if loops and self.dice.random() < 0.3:
            return self.dice.choice([f"$index = {self.dice.randint(0, 2)}", "$item = 1", f"${loops[0]}.index = 0"])
        other = self.dice.choice(reads) if reads else None
        if other is None:
            return "$item.v = 1"
        if other["type"] in ("condition", "switch", "split"):
            return f"${other['key']} = '{'true' if other['type'] == 'condition' else 'c0'}'"
        return f"${other['key']}.v = 1"

    def _value(self, reads: list[dict[str, Any]], loops: tuple[str, ...], *, fields: bool = False) -> str:
        if loops and (not reads or self.dice.random() < 0.4):
            outer = self.dice.choice(loops)
            return f"{{% {self.dice.choice(['$item', '$index', f'${outer}.item', f'${outer}.index'])} %}}"
        if self.dice.random() < 0.2 and any(one["type"] == "set" and not one["settings"] for one in reads):
            return "{% $vars %}"
        return f"{{% ${self.dice.choice(reads)['key']}{'.v' if fields and self.dice.random() < 0.5 else ''} %}}"

"""A `select` made to exhaust memory, time or stack ends as `ExpressionFailed`, and the action's process goes on.

Each is evaluated in a process of its own, whose memory (and that of its sandbox) is what it cost.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

import pytest
from statewright.core.errors import ExpressionFailed
from statewright.core.runtime.select import SANDBOX, select

from tests.support.hostile import HOSTILE, NESTED

EXTRA_MEGABYTES: Final = 100
KILLED_AFTER_SECONDS: Final = 15
"""A hard end, far from the second an evaluation may take: a busy machine is no failure, one that hangs is."""

CHILD: Final = """
import json, sys
from statewright.core.errors import ExpressionFailed
from statewright.core.runtime.select import SANDBOX, select

def peak(process):
    with open(f"/proc/{process}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024

expression = sys.stdin.read()
select("{% a %}", b'{"a": 1}')
before = peak("self")
try:
    ended = ["gave", select(expression, b'{"a": [1, 2, 3]}').decode()[:100]]
except ExpressionFailed as problem:
    ended = ["failed", str(problem)]
child = SANDBOX.process_id
print(json.dumps([*ended, peak("self") - before + (peak(child) if child is not None else 0)]))
"""
TABLE: Final = HOSTILE | {f"nested: {name}": text for name, text in NESTED.items()}
IN_THIS_PROCESS: Final = [
    "body.id",
    "$count(items[price > 1])",
    "items.{'id': sku}",
    "items[sku = 'a'].price",
    "$sum(a.b)",
]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and measured on Linux only")
@pytest.mark.parametrize("expression", TABLE.values(), ids=TABLE.keys())
def test_a_hostile_select_fails_its_node_and_nothing_else(expression: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=f"{{% {expression} %}}",
        capture_output=True,
        check=False,
        text=True,
        timeout=KILLED_AFTER_SECONDS,
    )

    assert done.returncode == 0, done.stderr
    ended, what, megabytes = json.loads(done.stdout)
    assert ended == "failed", what
    assert what.startswith("select")
    assert megabytes < EXTRA_MEGABYTES


def test_the_next_select_is_none_the_worse() -> None:
    with pytest.raises(ExpressionFailed, match="select"):
        select(f"{{% {HOSTILE['doubled lists compared']} %}}", b"{}")

    assert select("{% ($a := 1; $a + 1) %}", b"{}") == b"2"


@pytest.mark.parametrize("expression", IN_THIS_PROCESS)
def test_an_ordinary_select_starts_no_process(expression: str) -> None:
    SANDBOX.close()

    with_items = b'{"body": {"id": 7}, "items": [{"sku": "a", "price": 2}], "a": {"b": [1]}}'
    assert select(f"{{% {expression} %}}", with_items)
    assert SANDBOX.process_id is None

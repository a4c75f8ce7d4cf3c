"""Where a machine and the reader of its runs meet: the reserved member of a run's output.

A node that reads `$now`, `$millis`, `$random`, `$uuid` or `$shuffle` cannot be evaluated again when its run is
reconstructed. Its value goes into the record of the first action behind it (`observed` in the invocation), and where
there may be none into the output of the run, below `OBSERVED`.
"""

from __future__ import annotations

from typing import Any, Final

OBSERVED: Final = "__observed"
"""No node has such a key: `__` is reserved."""


def result_of(output: Any) -> Any:
    """The run's result as the workflow means it: the output of its machine without the reserved member."""
    if isinstance(output, dict) and OBSERVED in output:
        return {key: value for key, value in output.items() if key != OBSERVED}
    return output

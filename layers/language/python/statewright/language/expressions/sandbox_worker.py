"""What the sandbox process runs for `sandbox`.

A request is a JSON object with `source`, `functions`, `now` and `seed`.
"""

from __future__ import annotations

import jlens
import orjson
from statewright.core.jsonata import REGISTERED, FunctionError, seeded
from statewright.core.sandbox_worker import FAILED, FOUND, serve
from statewright.language.expressions.limits import CONFINED


def _answer(request: bytes, document: bytes) -> tuple[bytes, bytes]:
    asked = orjson.loads(request)
    options = CONFINED if asked["now"] is None else {**CONFINED, "now": asked["now"]}
    seed = asked["seed"]
    if seed is not None:
        options = {**options, "seed": seed}
    try:
        expression = jlens.Expression(asked["source"])
        for name in asked["functions"]:
            expression.register_function(name, *REGISTERED[name])
        found = expression.evaluate_json(document.decode(), None if seed is None else seeded(seed), **options)
    except jlens.JlensError as problem:
        return FAILED, f"{problem.code}: {problem}".encode(errors="replace")
    except FunctionError as problem:
        return FAILED, str(problem).encode(errors="replace")
    return FOUND, (found or "{}").encode(errors="surrogatepass")


if __name__ == "__main__":
    serve(_answer)

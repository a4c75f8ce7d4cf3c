"""The local Lambda: real handlers in forked worker processes, one invocation at a time each.

`host.FunctionHost` is what the rest of the local stack calls; `http_api.LambdaApi` is the same host behind the
Lambda wire protocol. How it works, from the outside in:

    host.py          functions by name; start, stop, invoke; code changes
    pool.py          one function: a queue and its workers
    worker_link.py   the host's side of one worker process
    fork_server.py   the host's side of the fork server
    ─────────────── process border ───────────────
    zygote.py        the fork server: imports the shared layers once, forks a worker on request
    worker.py        a worker: imports the handler, runs one invocation after the other
    frames.py        the bytes between the two sides
"""

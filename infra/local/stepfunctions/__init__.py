"""The local Step Functions: durable executions of `statewright.language.engine`, and AWS's wire protocol in front.

api.py             AWS JSON 1.0 as an ASGI application; operations in api_machines.py, api_versions.py,
                   api_executions.py, api_map_runs.py and api_test_state.py
service.py         `StepFunctions`: what the rest of the local stack builds, starts and stops
machines.py        state machines, their versions and aliases; their definitions in definitions.py
runner.py          live Standard executions: events in, journal first, effects after the commit
express.py         Express executions, in memory
recovery.py        live executions again, from the journal, after a crash; redrive.py after a bad end
journal.py         the journal in PostgreSQL, one group commit at a time; records.py reads it
tasks/             what a Task state's resource does; work.py has it done
timers.py          all timers behind one timer of the loop
status_changes.py  EventBridge's execution status changes, at least once
descriptions.py    how executions are told; history.py their events; rebuilt.py has them replayed to be read
map_runs.py        Map Runs and their executions, inside the execution of their parent
"""

"""The local Step Functions: durable executions of `statewright.language.engine`, and AWS's wire protocol in front.

api.py             AWS JSON 1.0 as an ASGI application; operations in api_machines.py and api_executions.py
service.py         `StepFunctions`: what the rest of the local stack builds, starts and stops
machines.py        state machines, their versions and aliases
runner.py          live executions: events in, journal first, effects after the commit
recovery.py        live executions again, from the journal, after a crash
journal.py         the journal in PostgreSQL, one group commit at a time
tasks.py           what a Task state's resource does
timers.py          all timers behind one timer of the loop
status_changes.py  EventBridge's execution status changes, at least once
history.py         GetExecutionHistory, by replay
"""

"""The Amazon States Language engine: pure, event-driven, repeatable. JSONata mode only.

`Machine.parse` checks and compiles a definition; `Execution.step` takes an event and gives commands; `simulate` runs
a whole execution on a virtual clock.
"""

from statewright.language.engine.context import ExecutionContext
from statewright.language.engine.events import (
    CancelTask,
    CancelTimer,
    Command,
    Event,
    Finish,
    History,
    HistoryEvent,
    ScheduleTask,
    Started,
    StartTimer,
    Status,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSucceeded,
    TimerFired,
)
from statewright.language.engine.execution import Execution
from statewright.language.engine.machine import DefinitionError, Diagnostic, Machine
from statewright.language.engine.simulation import Outcome, Raised, Returned, Simulation, simulate
from statewright.language.engine.task import make_token, read_token
from statewright.language.engine.times import format_timestamp, parse_timestamp

__all__ = [
    "CancelTask",
    "CancelTimer",
    "Command",
    "DefinitionError",
    "Diagnostic",
    "Event",
    "Execution",
    "ExecutionContext",
    "Finish",
    "History",
    "HistoryEvent",
    "Machine",
    "Outcome",
    "Raised",
    "Returned",
    "ScheduleTask",
    "Simulation",
    "StartTimer",
    "Started",
    "Status",
    "Stopped",
    "TaskFailed",
    "TaskHeartbeat",
    "TaskSucceeded",
    "TimerFired",
    "format_timestamp",
    "make_token",
    "parse_timestamp",
    "read_token",
    "simulate",
]

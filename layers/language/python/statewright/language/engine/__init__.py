"""The Amazon States Language engine: pure, event-driven, repeatable. JSONata mode only.

`Machine.parse` checks and compiles a definition; `Execution.step` takes an event and gives commands; `simulate` and
`Simulator` run executions on a virtual clock; `StateTrial` runs one state.
"""

from statewright.language.engine.context import ExecutionContext
from statewright.language.engine.events import (
    CancelTask,
    CancelTimer,
    ChildHistory,
    Command,
    Event,
    Finish,
    History,
    HistoryEvent,
    MapRunUpdated,
    Redriven,
    ScheduleTask,
    Started,
    StartTimer,
    Status,
    Stopped,
    TaskFailed,
    TaskHeartbeat,
    TaskSubmitted,
    TaskSucceeded,
    TimerFired,
)
from statewright.language.engine.execution import Execution
from statewright.language.engine.machine import DefinitionError, Diagnostic, Kind, Machine
from statewright.language.engine.map_run import MapRun
from statewright.language.engine.simulation import Outcome, Raised, Returned, Simulation, Simulator, simulate
from statewright.language.engine.state_trial import StateTrial, StateTrialResult, TrialRefused, TrialSettings
from statewright.language.engine.task import make_token, read_token
from statewright.language.engine.times import format_timestamp, parse_timestamp
from statewright.language.engine.workflow_run import ChildRun, WorkflowRun

__all__ = [
    "CancelTask",
    "CancelTimer",
    "ChildHistory",
    "ChildRun",
    "Command",
    "DefinitionError",
    "Diagnostic",
    "Event",
    "Execution",
    "ExecutionContext",
    "Finish",
    "History",
    "HistoryEvent",
    "Kind",
    "Machine",
    "MapRun",
    "MapRunUpdated",
    "Outcome",
    "Raised",
    "Redriven",
    "Returned",
    "ScheduleTask",
    "Simulation",
    "Simulator",
    "StartTimer",
    "Started",
    "StateTrial",
    "StateTrialResult",
    "Status",
    "Stopped",
    "TaskFailed",
    "TaskHeartbeat",
    "TaskSubmitted",
    "TaskSucceeded",
    "TimerFired",
    "TrialRefused",
    "TrialSettings",
    "WorkflowRun",
    "format_timestamp",
    "make_token",
    "parse_timestamp",
    "read_token",
    "simulate",
]

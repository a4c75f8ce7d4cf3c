"""What happened in a run, node by node: read from a history, or replayed from the records of its actions."""

from statewright.language.timeline.causes import error_name, message_of
from statewright.language.timeline.history import node_runs
from statewright.language.timeline.large_loops import large_loops
from statewright.language.timeline.model import Ended, NodeRun, Replay
from statewright.language.timeline.replaying import Records, replay
from statewright.language.timeline.unlimited import without_time_limits

__all__ = [
    "Ended",
    "NodeRun",
    "Records",
    "Replay",
    "error_name",
    "large_loops",
    "message_of",
    "node_runs",
    "replay",
    "without_time_limits",
]

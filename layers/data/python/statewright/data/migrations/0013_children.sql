-- Which runs a run has started: the input of a run that another one started names that one.

CREATE INDEX executions_by_parent ON executions ((input -> 'parent' ->> 'execution_id'), started_at DESC)
    WHERE input -> 'parent' ->> 'execution_id' IS NOT NULL;

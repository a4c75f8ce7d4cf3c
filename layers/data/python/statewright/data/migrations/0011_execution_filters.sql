-- What people look for in the list of executions, always newest first.

CREATE INDEX executions_by_workflow_status ON executions (workflow_id, status, started_at DESC, id DESC);
CREATE INDEX executions_by_workflow_version ON executions (workflow_id, version, started_at DESC, id DESC);
CREATE INDEX executions_by_workflow_trigger ON executions (workflow_id, trigger_node, started_at DESC, id DESC);
CREATE INDEX executions_not_well ON executions (status, started_at DESC, id DESC)
    WHERE ended_at IS NOT NULL AND status <> 'succeeded';
CREATE INDEX executions_diverged ON executions (started_at DESC, id DESC) WHERE diverged;
-- The name behind "<workflow id>.", by which people look for a run; texts of ids are compared byte by byte.
CREATE INDEX executions_by_name ON executions (substr(id, 38));
CREATE INDEX executions_by_error ON executions (lower(error->>'name') text_pattern_ops) WHERE error IS NOT NULL;

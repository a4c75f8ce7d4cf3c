-- Archived workflows let their executions drain; then their state machine is deleted.

ALTER TABLE workflows ADD COLUMN machine_deleted_at timestamptz(3);

COMMENT ON COLUMN workflows.machine_deleted_at IS 'When the state machine of an archived workflow was deleted.';

CREATE INDEX workflows_with_machine_to_delete ON workflows (updated_at)
    WHERE status = 'archived' AND machine_deleted_at IS NULL;

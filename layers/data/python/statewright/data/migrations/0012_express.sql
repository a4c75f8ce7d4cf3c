-- Express executions: they have no status changes, no list and no history, and tell of themselves.

ALTER TABLE trigger_instances ADD COLUMN durability text NOT NULL DEFAULT 'standard'
    CHECK (durability IN ('standard', 'express'));

ALTER TABLE executions ADD COLUMN arn text;
ALTER TABLE executions DROP CONSTRAINT executions_nodes_check;
ALTER TABLE executions ADD CONSTRAINT executions_nodes_check
    CHECK (nodes IN ('pending', 'context', 'history', 'lost', 'presumed'));

COMMENT ON COLUMN executions.arn IS 'Of an Express execution; that of a Standard one follows from its id.';
COMMENT ON COLUMN executions.nodes IS 'Where its node executions came from; `lost`: neither the live context nor the history could be read; `presumed`: from the live context of an Express execution whose end was not told within its time limit.';

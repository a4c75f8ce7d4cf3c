-- Which execution of a workflow was started last: to sort workflows by it, the list need not ask every month's partition.

CREATE TABLE last_runs (
    workflow_id  uuid PRIMARY KEY,
    execution_id text COLLATE "C" NOT NULL,
    started_at   timestamptz(3) NOT NULL
);

COMMENT ON TABLE last_runs IS 'Written together with executions. No foreign keys: recording must not fail because something else was removed.';

INSERT INTO last_runs (workflow_id, execution_id, started_at)
SELECT DISTINCT ON (workflow_id) workflow_id, id, started_at
FROM executions ORDER BY workflow_id, started_at DESC, id DESC;

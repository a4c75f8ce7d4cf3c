-- What ran. Partitioned by month of the start, which never changes: retention drops whole partitions.
-- No foreign keys: recording what happened must not fail because something else was removed.

CREATE TABLE executions (
    id           text COLLATE "C" NOT NULL,
    started_at   timestamptz(3) NOT NULL,
    workflow_id  uuid NOT NULL,
    version      integer,
    status       text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'timed_out', 'cancelled')),
    trigger_node text,
    instance_id  uuid,
    ended_at     timestamptz(3),
    input        jsonb,
    output       jsonb,
    error        jsonb,
    nodes        text NOT NULL DEFAULT 'pending' CHECK (nodes IN ('pending', 'context', 'history', 'lost')),
    diverged     boolean NOT NULL DEFAULT false,
    divergences  jsonb NOT NULL DEFAULT '[]',
    recorded_at  timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (id, started_at)
) PARTITION BY RANGE (started_at);

COMMENT ON COLUMN executions.id IS '<workflow id>.<execution name>';
COMMENT ON COLUMN executions.started_at IS 'Step Functions'' start date: the same in every event about the execution.';
COMMENT ON COLUMN executions.nodes IS 'Where its node executions came from; `lost`: neither the live context nor the history could be read.';
COMMENT ON COLUMN executions.diverged IS 'The replay of the record did not end as Step Functions says it did.';

CREATE INDEX executions_by_start ON executions (started_at DESC, id DESC);
CREATE INDEX executions_by_workflow ON executions (workflow_id, started_at DESC, id DESC);
CREATE INDEX executions_open ON executions (started_at) WHERE ended_at IS NULL;
CREATE INDEX executions_lost ON executions (started_at) WHERE nodes = 'lost';

CREATE TABLE executions_default PARTITION OF executions DEFAULT;

CREATE TABLE node_executions (
    execution_id         text COLLATE "C" NOT NULL,
    execution_started_at timestamptz(3) NOT NULL,
    position             integer NOT NULL,
    node_key             text COLLATE "C" NOT NULL,
    iteration            text COLLATE "C" NOT NULL DEFAULT '',
    attempt              integer NOT NULL,
    status               text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'skipped', 'cancelled')),
    started_at           timestamptz(3),
    ended_at             timestamptz(3),
    input                jsonb,
    output               jsonb,
    error                jsonb,
    handle               text,
    PRIMARY KEY (execution_id, position, execution_started_at)
) PARTITION BY RANGE (execution_started_at);

COMMENT ON COLUMN node_executions.position IS 'Order in the run''s timeline, from 0.';

CREATE TABLE node_executions_default PARTITION OF node_executions DEFAULT;

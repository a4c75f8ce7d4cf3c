-- The local Step Functions' own tables. Times are milliseconds since the epoch. JSON is kept as the bytes it came in.

CREATE SCHEMA IF NOT EXISTS stack;

CREATE TABLE IF NOT EXISTS stack.state_machines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    type text NOT NULL,
    settings jsonb NOT NULL,            -- loggingConfiguration, tracingConfiguration, encryptionConfiguration, tags
    definition_id bigint NOT NULL,
    last_version integer NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleting_at bigint,                 -- accepts nothing more; deleted when no execution is left
    deleted_at bigint
);
ALTER TABLE stack.state_machines ADD COLUMN IF NOT EXISTS deleting_at bigint;
CREATE UNIQUE INDEX IF NOT EXISTS state_machines_name ON stack.state_machines (name) WHERE deleted_at IS NULL;

-- Every definition an execution may still be pinned to. Immutable.
CREATE TABLE IF NOT EXISTS stack.definitions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision_id uuid NOT NULL,
    role_arn text NOT NULL,
    definition text NOT NULL
);

CREATE TABLE IF NOT EXISTS stack.state_machine_versions (
    state_machine_id bigint NOT NULL,
    version integer NOT NULL,
    definition_id bigint NOT NULL,
    description text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (state_machine_id, version)
);

CREATE TABLE IF NOT EXISTS stack.state_machine_aliases (
    state_machine_id bigint NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    weight integer NOT NULL DEFAULT 100, -- percent of the starts that run `version`; the rest runs `other_version`
    other_version integer,
    PRIMARY KEY (state_machine_id, name)
);
ALTER TABLE stack.state_machine_aliases ADD COLUMN IF NOT EXISTS weight integer NOT NULL DEFAULT 100;
ALTER TABLE stack.state_machine_aliases ADD COLUMN IF NOT EXISTS other_version integer;

-- One row per accepted execution; its `Started` event. Ids are given in order of acceptance.
CREATE TABLE IF NOT EXISTS stack.machine_executions (
    id bigint PRIMARY KEY,
    state_machine_id bigint NOT NULL,
    definition_id bigint NOT NULL,
    name text NOT NULL,
    version integer,
    alias text,
    seed bigint NOT NULL,
    started_at bigint NOT NULL,
    input bytea NOT NULL,
    started_by uuid,                    -- request id of the task that started it
    UNIQUE (state_machine_id, name)
);
ALTER TABLE stack.machine_executions ADD COLUMN IF NOT EXISTS started_by uuid;
CREATE INDEX IF NOT EXISTS machine_executions_recent ON stack.machine_executions (state_machine_id, id);

-- What happened to an execution after its start, in order: the engine's input, so that a replay gives its state.
CREATE TABLE IF NOT EXISTS stack.journal (
    execution_id bigint NOT NULL,
    sequence integer NOT NULL,
    kind smallint NOT NULL,             -- journal.Kind
    at bigint NOT NULL,
    reference integer NOT NULL,         -- task or timer id
    body bytea NOT NULL,
    PRIMARY KEY (execution_id, sequence)
);

-- Append-only, so that ending an execution rewrites nothing. `end_sequence` orders the ends for their delivery.
CREATE TABLE IF NOT EXISTS stack.execution_ends (
    execution_id bigint PRIMARY KEY,
    end_sequence bigint NOT NULL UNIQUE,
    status smallint NOT NULL,           -- journal.STATUSES
    ended_at bigint NOT NULL,
    output bytea,
    error text,
    cause text
);
CREATE INDEX IF NOT EXISTS execution_ends_age ON stack.execution_ends (ended_at);

-- Executions that were continued after their end; their end is deleted then. The event is in the journal.
CREATE TABLE IF NOT EXISTS stack.redrives (
    execution_id bigint NOT NULL,
    number integer NOT NULL,
    at bigint NOT NULL,
    client_token text,
    PRIMARY KEY (execution_id, number)
);

-- Which execution a Map Run belongs to. Everything else about it is in the execution's journal.
CREATE TABLE IF NOT EXISTS stack.map_runs (
    arn text PRIMARY KEY,
    execution_id bigint NOT NULL,
    number integer NOT NULL             -- counts the Map Runs of the execution from 1
);
CREATE INDEX IF NOT EXISTS map_runs_of_execution ON stack.map_runs (execution_id);

-- Asynchronous Express executions that have not ended: accepted durably, run at least once, and then forgotten.
CREATE TABLE IF NOT EXISTS stack.express_executions (
    id bigint PRIMARY KEY,
    state_machine_id bigint NOT NULL,
    definition_id bigint NOT NULL,
    name text NOT NULL,
    version integer,
    alias text,
    seed bigint NOT NULL,
    started_at bigint NOT NULL,
    input bytea NOT NULL,
    started_by uuid
);

-- Ends up to this sequence have been delivered as status changes.
CREATE TABLE IF NOT EXISTS stack.delivered_ends (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    end_sequence bigint NOT NULL
);
INSERT INTO stack.delivered_ends (end_sequence) VALUES (0) ON CONFLICT DO NOTHING;

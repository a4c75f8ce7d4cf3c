-- Workflows (the draft people edit) and their published versions (immutable).
-- What people drew is json and not jsonb: it comes back in the order they wrote it.

CREATE TABLE workflows (
    id           uuid PRIMARY KEY,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    description  text NOT NULL DEFAULT '',
    status       text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'inactive', 'archived')),
    graph        json NOT NULL,
    settings     json NOT NULL,
    revision     integer NOT NULL DEFAULT 1,
    live_version integer,
    created_at   timestamptz(3) NOT NULL DEFAULT now(),
    updated_at   timestamptz(3) NOT NULL DEFAULT now()
);

COMMENT ON COLUMN workflows.revision IS 'Counts edits of the draft; an edit names the revision it was made from.';
COMMENT ON COLUMN workflows.live_version IS 'The version the state machine''s alias points to; kept while inactive.';

CREATE INDEX workflows_by_update ON workflows (updated_at DESC, id DESC) WHERE status <> 'archived';

CREATE TABLE workflow_versions (
    workflow_id               uuid NOT NULL REFERENCES workflows (id),
    version                   integer NOT NULL CHECK (version > 0),
    revision                  integer NOT NULL,
    name                      text NOT NULL,
    graph                     json NOT NULL,
    settings                  json NOT NULL,
    definition                json NOT NULL,
    trace                     json NOT NULL,
    state_machine_version_arn text COLLATE "C",
    published_at              timestamptz(3) NOT NULL DEFAULT now(),
    published_by              text NOT NULL,
    PRIMARY KEY (workflow_id, version)
);

COMMENT ON COLUMN workflow_versions.definition IS 'Exactly the bytes given to Step Functions: json, not jsonb.';
COMMENT ON COLUMN workflow_versions.state_machine_version_arn IS 'Absent while a publish is half done; repeating it completes this row.';

CREATE INDEX workflow_versions_by_arn ON workflow_versions (state_machine_version_arn);

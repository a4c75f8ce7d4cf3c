-- What nodes exist (seeded from the catalog) and what listens for published workflows.

CREATE TABLE trigger_definitions (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    version    integer NOT NULL,
    spec       json NOT NULL,
    enabled    boolean NOT NULL DEFAULT true,
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE (name, version)
);

CREATE TABLE action_definitions (LIKE trigger_definitions INCLUDING ALL);

COMMENT ON COLUMN action_definitions.spec IS 'The catalog''s entry; json, because a form keeps the order of its fields.';
COMMENT ON COLUMN action_definitions.enabled IS 'Belongs to people: seeding never changes it.';

CREATE TABLE trigger_instances (
    id          uuid PRIMARY KEY,
    workflow_id uuid NOT NULL REFERENCES workflows (id),
    node_id     text NOT NULL,
    node_key    text NOT NULL,
    definition  text NOT NULL,
    version     integer NOT NULL,
    config      jsonb NOT NULL,
    generation  integer NOT NULL DEFAULT 1,
    enabled     boolean NOT NULL DEFAULT true,
    status      text NOT NULL CHECK (status IN ('active', 'disabled', 'failed')),
    error       text,
    route       text,
    resource    jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz(3) NOT NULL DEFAULT now(),
    updated_at  timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE (workflow_id, node_id, definition)
);

COMMENT ON COLUMN trigger_instances.enabled IS 'What people want; `status` is what is.';
COMMENT ON COLUMN trigger_instances.generation IS 'Grows with every change of the configuration; part of execution names.';
COMMENT ON COLUMN trigger_instances.route IS '`<METHOD> <path>` an API trigger holds; null while its workflow is not published.';
COMMENT ON COLUMN trigger_instances.resource IS 'What was made for it outside (mapping id, route field), so that it can be removed.';

CREATE UNIQUE INDEX trigger_instances_route ON trigger_instances (route) WHERE route IS NOT NULL;

-- Secrets of steps that were deleted from a draft, for as long as somebody may take the deletion back.

CREATE TABLE removed_secrets (
    workflow_id uuid NOT NULL REFERENCES workflows (id),
    node_id     text NOT NULL,
    node        json NOT NULL,
    removed_at  timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (workflow_id, node_id)
);

COMMENT ON COLUMN removed_secrets.node IS 'The step as it was: its secret goes nowhere else than where it was typed for.';

CREATE INDEX removed_secrets_by_time ON removed_secrets (removed_at);

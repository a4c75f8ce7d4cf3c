-- Secrets that a draft does not have any more, whether their step was deleted or their field was cleared or filled anew,
-- for as long as somebody may take that back. One row for each field and each time.
--
-- It stands in for removed_secrets, which stays as it is: functions of the version before still write it while a
-- deployment is under way, and for seven days it is read. A later migration drops it.

CREATE TABLE kept_secrets (
    workflow_id uuid NOT NULL REFERENCES workflows (id),
    node_id     text NOT NULL,
    field       text NOT NULL,
    revision    integer NOT NULL,
    secret      json,
    removed_at  timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (workflow_id, node_id, field, revision)
);

COMMENT ON COLUMN kept_secrets.field IS 'Where in the configuration it was, as auth.token.';
COMMENT ON COLUMN kept_secrets.revision IS 'The last revision of the draft with this secret.';
COMMENT ON COLUMN kept_secrets.secret IS
    'With what it was typed for: it goes nowhere else. Null once it is forgotten: so are all older ones of the field.';

CREATE INDEX kept_secrets_by_time ON kept_secrets (removed_at) WHERE secret IS NOT NULL;

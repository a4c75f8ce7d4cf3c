-- A step that stays may lose its secrets too, when they are cleared or replaced: each time it is kept as it was before.

ALTER TABLE removed_secrets ADD COLUMN revision integer NOT NULL DEFAULT 0;
ALTER TABLE removed_secrets ALTER COLUMN revision DROP DEFAULT;
ALTER TABLE removed_secrets DROP CONSTRAINT removed_secrets_pkey;
ALTER TABLE removed_secrets ADD PRIMARY KEY (workflow_id, node_id, revision);

COMMENT ON COLUMN removed_secrets.revision IS 'The last revision of the draft with these secrets; 0 of what was kept before.';

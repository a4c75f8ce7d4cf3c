-- A step that stays may lose its secrets one after the other, by clearing their fields: each time it is kept as it was.

ALTER TABLE removed_secrets DROP CONSTRAINT removed_secrets_pkey;
ALTER TABLE removed_secrets ADD PRIMARY KEY (workflow_id, node_id, removed_at);

-- A secret that was replaced is kept too, and of each that is kept the draft's last revision that had it.

ALTER TABLE removed_secrets ADD COLUMN revision integer NOT NULL DEFAULT 0;
ALTER TABLE removed_secrets ALTER COLUMN revision DROP DEFAULT;
ALTER TABLE removed_secrets DROP CONSTRAINT removed_secrets_pkey;
-- Of what was kept before no revision is known: it is older than any.
UPDATE removed_secrets AS kept SET revision = -ranked.rank
    FROM (
        SELECT workflow_id, node_id, removed_at,
               row_number() OVER (PARTITION BY workflow_id, node_id ORDER BY removed_at DESC) AS rank
        FROM removed_secrets
    ) AS ranked
    WHERE (kept.workflow_id, kept.node_id, kept.removed_at) = (ranked.workflow_id, ranked.node_id, ranked.removed_at);
ALTER TABLE removed_secrets ADD PRIMARY KEY (workflow_id, node_id, revision);

COMMENT ON COLUMN removed_secrets.revision IS 'The last revision of the draft with these secrets; below 0 of what was kept before that was known.';

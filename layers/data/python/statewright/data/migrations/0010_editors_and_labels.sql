-- Who saved a draft last and when, for somebody who edited it at the same time; and what people call a version.
-- `updated_at` counts publishing too, so it does not tell.

ALTER TABLE workflows
    ADD COLUMN edited_at timestamptz(3),
    ADD COLUMN edited_by text;

UPDATE workflows SET edited_at = updated_at;

ALTER TABLE workflows ALTER COLUMN edited_at SET DEFAULT now();
ALTER TABLE workflows ALTER COLUMN edited_at SET NOT NULL;

ALTER TABLE workflow_versions
    ADD COLUMN label text NOT NULL DEFAULT '' CHECK (length(label) <= 100),
    ADD COLUMN note  text NOT NULL DEFAULT '' CHECK (length(note) <= 2000);

COMMENT ON COLUMN workflows.edited_by IS 'Null: edited before this was kept.';
COMMENT ON COLUMN workflow_versions.label IS 'The one thing about a version that people may change.';

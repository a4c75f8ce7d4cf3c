-- Tests belong to the document: the draft's are edited with it, a version keeps those it was published with.

ALTER TABLE workflows ADD COLUMN tests json NOT NULL DEFAULT '[]';
ALTER TABLE workflow_versions ADD COLUMN tests json NOT NULL DEFAULT '[]';
ALTER TABLE workflow_versions ADD COLUMN test_override text;

COMMENT ON COLUMN workflow_versions.test_override IS 'Why it was published although tests failed; null if none did.';

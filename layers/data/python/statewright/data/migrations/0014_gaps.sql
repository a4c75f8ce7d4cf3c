-- What a record does not tell is no difference between the record and its replay: each in a list of its own.

ALTER TABLE executions ADD COLUMN gaps jsonb NOT NULL DEFAULT '[]';

COMMENT ON COLUMN executions.gaps IS 'What is not known of the run, and why, in sentences.';

UPDATE executions SET gaps = divergences, divergences = '[]', diverged = false
WHERE diverged AND divergences->>0 NOT LIKE 'the replay failed%' AND (nodes IN ('lost', 'history') OR divergences->>0 IN (
    'its input was too large to be told: what its nodes did cannot be told',
    'its live context was lost, and express executions have no history: its nodes cannot be told'
));

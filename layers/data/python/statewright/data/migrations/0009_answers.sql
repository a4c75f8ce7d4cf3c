-- What became of an approval's mail, and answers that are on their way to their run.

ALTER TABLE wait_states
    ADD COLUMN mailed_at  timestamptz(3),
    ADD COLUMN mail_error text,
    ADD COLUMN answer     jsonb CHECK (answer IS NULL OR status = 'pending');

-- Runs that ended before their waits were closed with them.
UPDATE wait_states w SET status = 'closed', answered_at = now()
WHERE status = 'pending' AND EXISTS (SELECT FROM executions e WHERE e.id = w.execution_id AND e.ended_at IS NOT NULL);

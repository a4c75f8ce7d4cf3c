ALTER TABLE executions ADD COLUMN redrive_count integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN executions.redrive_count IS 'Redrives so far: with one, what has ended is open again, and its end is told anew.';

-- Runs that failed and whose error workflow was not started, with the reason; the few that are set up wrongly.

CREATE TABLE error_workflow_faults (
    execution_id  text COLLATE "C" NOT NULL,
    redrive_count integer NOT NULL,
    reason        text NOT NULL,
    noted_at      timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (execution_id, redrive_count)
);

COMMENT ON COLUMN error_workflow_faults.redrive_count IS 'Which of the run''s failures: a redriven run may fail again.';

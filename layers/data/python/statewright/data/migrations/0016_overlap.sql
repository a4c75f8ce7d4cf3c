-- Schedules whose runs may not overlap.

ALTER TABLE trigger_instances ADD COLUMN overlap text NOT NULL DEFAULT 'allow' CHECK (overlap IN ('allow', 'skip'));

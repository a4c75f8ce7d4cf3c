-- Versions and aliases of the local functions. All run the code as it is on disk; a version is a number only.

CREATE SCHEMA IF NOT EXISTS stack;

CREATE TABLE IF NOT EXISTS stack.function_versions (
    function text NOT NULL,
    version integer NOT NULL,
    description text NOT NULL,
    PRIMARY KEY (function, version)
);

CREATE TABLE IF NOT EXISTS stack.function_aliases (
    function text NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    description text NOT NULL,
    revision_id uuid NOT NULL,
    PRIMARY KEY (function, name)
);

-- The local queues' messages: those that their consumer has not taken yet.

CREATE SCHEMA IF NOT EXISTS stack;

CREATE TABLE IF NOT EXISTS stack.queue_messages (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    queue text NOT NULL,
    body text NOT NULL
);
CREATE INDEX IF NOT EXISTS queue_messages_order ON stack.queue_messages (queue, number);

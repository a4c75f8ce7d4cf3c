-- Nodes that wait for an answer from outside, and events that nobody waits for yet.

CREATE TABLE wait_states (
    id           uuid PRIMARY KEY,
    token        text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('event', 'approval')),
    status       text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'answered', 'closed')),
    event        text,
    key          text,
    title        text,
    message      text,
    execution_id text COLLATE "C" NOT NULL,
    node_key     text NOT NULL,
    iteration    text NOT NULL,
    invocation   jsonb NOT NULL,
    created_at   timestamptz(3) NOT NULL DEFAULT now(),
    expires_at   timestamptz(3) NOT NULL,
    answered_at  timestamptz(3),
    answered_by  text,
    CHECK ((kind = 'event') = (event IS NOT NULL AND key IS NOT NULL)),
    CHECK ((kind = 'approval') = (title IS NOT NULL))
);

CREATE INDEX wait_states_by_event ON wait_states (event, key) WHERE status = 'pending';
CREATE INDEX wait_states_pending ON wait_states (created_at DESC, id DESC) WHERE status = 'pending';
CREATE INDEX wait_states_by_execution ON wait_states (execution_id);

-- An event may arrive before its wait is registered. Held for ten minutes, for the first wait that asks.
CREATE TABLE held_events (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event   text NOT NULL,
    key     text NOT NULL,
    payload jsonb,
    held_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE INDEX held_events_by_key ON held_events (event, key, held_at);

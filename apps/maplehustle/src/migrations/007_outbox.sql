-- Work that a transaction leaves behind: committed with it, handed to the jobs afterwards, so that none is lost when the jobs
-- cannot be reached at that moment.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- What was done once already, and what came of it.
CREATE TABLE shipworthy_once (
  key text PRIMARY KEY,
  result jsonb,
  done_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX shipworthy_once_done_at ON shipworthy_once (done_at);

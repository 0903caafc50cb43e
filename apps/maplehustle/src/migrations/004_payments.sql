CREATE TABLE payments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  booking_id uuid NOT NULL UNIQUE REFERENCES bookings (id),
  -- Canadian cents.
  amount_cents integer NOT NULL CHECK (amount_cents > 0),
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'succeeded', 'refunding', 'refunded')),
  -- Counts pages that expired unpaid; part of the idempotency key of the next one.
  attempt integer NOT NULL DEFAULT 1,
  checkout_id text UNIQUE,
  checkout_url text,
  checkout_expires_at timestamptz,
  payment_intent_id text UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Webhooks are delivered at least once; each is dealt with once.
CREATE TABLE webhook_events (
  id text PRIMARY KEY,
  type text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX webhook_events_received_at ON webhook_events (received_at);

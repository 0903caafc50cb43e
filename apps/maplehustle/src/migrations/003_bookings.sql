CREATE EXTENSION IF NOT EXISTS btree_gist;

-- When a provider works, each week, on the clocks of the profile's time zone. 24:00 is the end of a day.
CREATE TABLE working_hours (
  provider_id uuid NOT NULL REFERENCES provider_profiles (user_id) ON DELETE CASCADE,
  -- 1 is Monday, 7 is Sunday (ISO 8601).
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  begins time NOT NULL,
  ends time NOT NULL,
  CHECK (begins < ends),
  PRIMARY KEY (provider_id, weekday, begins)
);

CREATE TABLE time_off (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  provider_id uuid NOT NULL REFERENCES provider_profiles (user_id) ON DELETE CASCADE,
  during tstzrange NOT NULL CHECK (NOT isempty(during))
);

CREATE INDEX time_off_during ON time_off USING gist (provider_id, during);

CREATE TABLE bookings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  service_id uuid NOT NULL REFERENCES services (id),
  client_id uuid NOT NULL REFERENCES users (id),
  provider_id uuid NOT NULL REFERENCES provider_profiles (user_id),
  during tstzrange NOT NULL CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)),
  state text NOT NULL DEFAULT 'requested'
    CHECK (state IN ('requested', 'accepted', 'paid', 'completed', 'cancelled', 'disputed')),
  -- As it was when it was booked.
  price_cents integer NOT NULL CHECK (price_cents > 0),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  reminded_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (client_id <> provider_id),
  -- Nobody is at two places at once, whoever asks and however many at the same time.
  CONSTRAINT bookings_no_overlap EXCLUDE USING gist (provider_id WITH =, during WITH &&) WHERE (state <> 'cancelled')
);

CREATE INDEX bookings_client ON bookings (client_id, created_at DESC, id DESC);
CREATE INDEX bookings_provider ON bookings (provider_id, created_at DESC, id DESC);
CREATE INDEX bookings_service ON bookings (service_id);
CREATE INDEX bookings_to_remind ON bookings (lower(during)) WHERE reminded_at IS NULL AND state IN ('accepted', 'paid');
CREATE INDEX bookings_open_requests ON bookings (created_at) WHERE state = 'requested';

-- What happened to a booking, and who did it; nobody did what the service did by itself.
CREATE TABLE booking_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  booking_id uuid NOT NULL REFERENCES bookings (id) ON DELETE CASCADE,
  state text NOT NULL,
  actor_id uuid REFERENCES users (id),
  at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX booking_events_booking ON booking_events (booking_id, id);

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- In one spelling: without blanks around it, in lower case.
  email text NOT NULL UNIQUE CHECK (email = lower(btrim(email)) AND length(email) <= 254),
  password_hash text,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  locale text NOT NULL DEFAULT 'en' CHECK (locale IN ('en', 'fr')),
  roles text[] NOT NULL DEFAULT '{client}' CHECK (roles <@ '{client,provider,admin}' AND cardinality(roles) > 0),
  email_verified_at timestamptz,
  -- Set by an admin; a blocked user cannot log in.
  blocked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX users_created_at ON users (created_at DESC, id DESC);

-- A session is what one login made: one browser, one device.
CREATE TABLE auth_sessions (
  id uuid PRIMARY KEY,
  user_id text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- What the user is shown in the list of sessions.
  description text NOT NULL DEFAULT '',
  revoked_at timestamptz,
  revoked_because text
);

CREATE INDEX auth_sessions_user_id ON auth_sessions (user_id);
CREATE INDEX auth_sessions_expires_at ON auth_sessions (expires_at);

-- Every refresh token that a session ever had; the used ones tell a thief.
CREATE TABLE auth_refresh_tokens (
  hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES auth_sessions (id) ON DELETE CASCADE,
  -- With the token itself, and only with it, this makes the next one.
  seed bytea NOT NULL,
  used_at timestamptz
);

CREATE INDEX auth_refresh_tokens_session_id ON auth_refresh_tokens (session_id);

CREATE TABLE auth_attempts (
  key text PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  locked_until timestamptz
);

CREATE INDEX auth_attempts_last_at ON auth_attempts (last_at);

CREATE TABLE auth_totp (
  user_id text PRIMARY KEY,
  -- Encrypted.
  secret bytea NOT NULL,
  confirmed_at timestamptz,
  -- The newest time step whose code was used.
  last_step bigint NOT NULL DEFAULT 0
);

CREATE TABLE auth_recovery_codes (
  user_id text NOT NULL REFERENCES auth_totp (user_id) ON DELETE CASCADE,
  hash bytea NOT NULL,
  PRIMARY KEY (user_id, hash)
);

-- Links in e-mails: they work once, and for a while.
CREATE TABLE auth_single_use_tokens (
  hash bytea PRIMARY KEY,
  purpose text NOT NULL,
  subject text NOT NULL,
  data jsonb,
  expires_at timestamptz NOT NULL
);

CREATE INDEX auth_single_use_tokens_subject ON auth_single_use_tokens (subject, purpose);
CREATE INDEX auth_single_use_tokens_expires_at ON auth_single_use_tokens (expires_at);

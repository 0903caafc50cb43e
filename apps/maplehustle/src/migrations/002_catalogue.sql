CREATE EXTENSION IF NOT EXISTS unaccent;

-- People type "menage" for "ménage". The function of the extension is not immutable, as its dictionary may change; an index
-- needs one that is.
CREATE FUNCTION plain_text(text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  AS $$ SELECT public.unaccent('public.unaccent', $1) $$;

CREATE TABLE categories (
  slug text PRIMARY KEY CHECK (slug ~ '^[a-z0-9-]{1,40}$'),
  name_en text NOT NULL,
  name_fr text NOT NULL
);

CREATE TABLE provider_profiles (
  user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
  bio text NOT NULL DEFAULT '' CHECK (length(bio) <= 2000),
  city text NOT NULL CHECK (length(city) BETWEEN 1 AND 80),
  -- Clocks of the place where the work is done, for availability.
  time_zone text NOT NULL DEFAULT 'America/Toronto',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE services (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  provider_id uuid NOT NULL REFERENCES provider_profiles (user_id) ON DELETE CASCADE,
  category text NOT NULL REFERENCES categories (slug),
  title text NOT NULL CHECK (length(title) BETWEEN 3 AND 120),
  description text NOT NULL CHECK (length(description) <= 5000),
  city text NOT NULL CHECK (length(city) BETWEEN 1 AND 80),
  -- Canadian cents: money is never a fraction.
  price_cents integer NOT NULL CHECK (price_cents BETWEEN 100 AND 100000000),
  duration_minutes integer NOT NULL CHECK (duration_minutes BETWEEN 15 AND 1440),
  is_published boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- Titles count more. Both languages, as offers are written in either.
  search tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('english', plain_text(title)), 'A') ||
    setweight(to_tsvector('french', plain_text(title)), 'A') ||
    setweight(to_tsvector('english', plain_text(description)), 'B') ||
    setweight(to_tsvector('french', plain_text(description)), 'B')
  ) STORED
);

CREATE INDEX services_search ON services USING gin (search);
CREATE INDEX services_newest ON services (created_at DESC, id DESC) WHERE is_published;
CREATE INDEX services_category ON services (category, created_at DESC) WHERE is_published;
CREATE INDEX services_city ON services (lower(plain_text(city)), created_at DESC) WHERE is_published;
CREATE INDEX services_provider ON services (provider_id, created_at DESC);

INSERT INTO categories (slug, name_en, name_fr) VALUES
  ('cleaning', 'Cleaning', 'Ménage'),
  ('snow-removal', 'Snow removal', 'Déneigement'),
  ('gardening', 'Gardening', 'Jardinage'),
  ('repairs', 'Repairs', 'Réparations'),
  ('moving', 'Moving', 'Déménagement'),
  ('tutoring', 'Tutoring', 'Cours particuliers'),
  ('pet-care', 'Pet care', 'Soins aux animaux'),
  ('photography', 'Photography', 'Photographie');

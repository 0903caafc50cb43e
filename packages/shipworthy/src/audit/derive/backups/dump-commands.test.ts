import { describe, expect, it } from 'vitest'
import { parseShell } from '../shell/parse-shell.ts'
import { dumpsIn } from './dump-commands.ts'

const TEXTS: [text: string, tools: string[]][] = [
  ['pg_dump -h db app | gzip > app.gz', ['pg_dump']],
  ['PGPASSWORD=x /usr/bin/pg_dumpall > all.sql', ['pg_dumpall']],
  ['docker compose exec -T db pg_dump -U app app > app.sql', ['pg_dump']],
  ['docker exec db sh -c "mysqldump app | gzip" > app.gz', ['mysqldump']],
  ["ssh db.example.com 'mongodump --archive | zstd' > app.zst", ['mongodump']],
  ['if ! pg_dump app > app.sql; then exit 1; fi', ['pg_dump']],
  ['FILE=$(pg_dump app)', ['pg_dump']],
  ['apt-get install pg_dump', []],
  ['echo "run pg_dump first"', []],
  ['pg_dump --schema-only app > schema.sql', []],
  ['pg_dump -s app', []],
  ['pg_dump -d app', ['pg_dump']],
  ['mysqldump --no-data app', []],
  ['command -v pg_dump', []],
]

describe('dumpsIn', () => {
  for (const [text, tools] of TEXTS)
    it(text, () => expect(dumpsIn(parseShell(text)).map(({ tool }) => tool)).toEqual(tools))

  it('knows the options of the inner shell', () => {
    const pipefail = (text: string): boolean | undefined => dumpsIn(parseShell(text))[0]?.pipeline.hasPipefail
    expect(pipefail("docker exec db bash -o pipefail -c 'pg_dump app | gzip'")).toBe(true)
    expect(pipefail("set -o pipefail\ndocker exec db bash -c 'pg_dump app | gzip'")).toBe(false)
  })
})

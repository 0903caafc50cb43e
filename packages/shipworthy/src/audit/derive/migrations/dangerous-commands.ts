/** What a command does to the database that production has, beyond applying migrations. */
export interface DangerousCommand {
  /** The command as people know it: `prisma migrate reset`. */
  name: string
  harm: string
}

const DROPS = 'it drops the data'
const MADE_FOR_DEVELOPMENT =
  'it is made for development: it may ask to reset the database, and ends with an error where nobody can answer'

const COMMANDS: [pattern: RegExp, name: string, harm: string][] = [
  [/^prisma migrate reset\b/, 'prisma migrate reset', DROPS],
  [/^prisma migrate dev\b/, 'prisma migrate dev', MADE_FOR_DEVELOPMENT],
  [/^prisma db push\b.*--force-reset\b/, 'prisma db push --force-reset', DROPS],
  [
    /^prisma db push\b.*--accept-data-loss\b/,
    'prisma db push --accept-data-loss',
    'it drops columns and tables that the schema no longer has',
  ],
  [/^sequelize(-cli)? db:drop\b/, 'sequelize db:drop', DROPS],
  [/^sequelize(-cli)? db:migrate:undo:all\b/, 'sequelize db:migrate:undo:all', 'it takes every migration back'],
  [/^typeorm(-ts-node-\w+)? schema:drop\b/, 'typeorm schema:drop', DROPS],
  [/^knex migrate:rollback\b.*\s--all\b/, 'knex migrate:rollback --all', 'it takes every migration back'],
  [/^drizzle-kit push\b.*--force\b/, 'drizzle-kit push --force', 'it accepts the loss of data without asking'],
  [/^mikro-orm(-esm)? (schema:(drop|fresh)|migration:fresh)\b/, 'mikro-orm schema:drop', DROPS],
  [/^db-migrate (reset|db:drop)\b/, 'db-migrate reset', 'it takes every migration back'],
  [/^graphile-migrate reset\b/, 'graphile-migrate reset', DROPS],
  [/^(node )?ace(\.js)? (migration:(fresh|refresh|reset)|db:wipe)\b/, 'ace migration:fresh', DROPS],
  [/^dropdb\b/, 'dropdb', DROPS],
]

/** Programs that run a command of a package. */
const RUNNERS =
  /^(npx|pnpx|bunx|pnpm|yarn|npm|bun|exec|dlx|x|run|--|--yes|-y|sudo|env|cross-env|dotenv|dotenvx|doppler|ts-node|tsx|babel-node|node|-e|-c|--no-install|[\w.-]+=.*|\.env[\w.]*|-r|[\w-]+\/(register|config))$/

/** The dangerous command in these words, however it is started. */
export function dangerousCommand(words: readonly string[]): DangerousCommand | undefined {
  const start = words.findIndex((word) => !RUNNERS.test(word))
  if (start === -1) return undefined
  const program = words[start]!.replace(/^.*\//, '')
    .replace(/(?<=\w)@[\w.^~-]+$/, '')
    .replace(/\.(cmd|js)$/, '')
  const text = [
    program,
    ...words
      .slice(start + 1)
      .filter((word) => !/^(-d|--dataSource|--schema|--config|--env|--knexfile)(=|$)/.test(word)),
  ].join(' ')
  const found = COMMANDS.find(([pattern]) => pattern.test(text))
  return found && !/\s--(help|create-only)\b/.test(text) ? { name: found[1], harm: found[2] } : undefined
}

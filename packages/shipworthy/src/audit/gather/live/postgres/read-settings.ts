import type { PostgresConnection } from './open-postgres.ts'

const NAMES = [
  'max_connections',
  'superuser_reserved_connections',
  'reserved_connections',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
  'archive_mode',
  'ssl',
]

/** What the settings of a session of this role begin with; timeouts in milliseconds. */
export type Settings = ReadonlyMap<string, string>

export async function readSettings({ ask }: PostgresConnection): Promise<Settings> {
  // `reset_val` is what the role, the database and the address say, whatever this transaction has set.
  const list = NAMES.map((name) => `'${name}'`).join(', ')
  const rows = await ask(`SELECT name, reset_val AS value FROM pg_settings WHERE name IN (${list})`)
  return new Map(rows.map(({ name, value }) => [String(name), String(value)]))
}

/** A setting that every version has. */
export function numberOf(settings: Settings, name: string): number {
  const value = settings.get(name)
  if (value === undefined) throw new Error(`the server does not show ${name}`)
  return Number(value)
}

/** The shorter of the two limits that end a transaction which does nothing; 0: none. */
export function idleLimitOf(settings: Settings): number {
  const idle = numberOf(settings, 'idle_in_transaction_session_timeout')
  const limits = [idle, Number(settings.get('transaction_timeout') ?? 0)].filter((ms) => ms > 0)
  return limits.length > 0 ? Math.min(...limits) : 0
}

/** Connections that ordinary roles share. */
export function connectionLimitOf(settings: Settings): number {
  const reserved =
    numberOf(settings, 'superuser_reserved_connections') + Number(settings.get('reserved_connections') ?? 0)
  return numberOf(settings, 'max_connections') - reserved
}

export function isEncryptionOn(settings: Settings): boolean {
  const ssl = settings.get('ssl')
  if (ssl === undefined) throw new Error('the server does not show ssl')
  return ssl === 'on'
}

import type { DatabaseFacts } from '../../facts/live/database-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { StoreFamily } from '../datastores/datastores-view.ts'
import type { Setting } from '../datastores/pool-settings.ts'
import { pooledStores, settingEvidence, type JudgedStore } from '../datastores/pooled-stores.ts'
import type { Value } from '../program/value.ts'
import type { Views } from '../views.ts'

/** Connections that the pools of one instance may open. */
export interface PoolDemand {
  /** Nothing when the size of one of the pools is not known. */
  connections: number | undefined
  /** No size depends on the environment, and it is one pool: several may belong to several servers. */
  isCertain: boolean
  evidence: Evidence[]
}

/** What the libraries open where nothing is said. */
const DEFAULTS: Record<string, number> = {
  pg: 10,
  postgres: 10,
  slonik: 10,
  mysql2: 10,
  mariadb: 10,
  knex: 10,
  sequelize: 5,
  typeorm: 10,
}

/** Nothing when the source has no pool for such a database. */
export function poolDemand(
  views: Pick<Views, 'datastores' | 'program'>,
  engine: DatabaseFacts['engine'],
): PoolDemand | undefined {
  const family: StoreFamily = engine === 'PostgreSQL' ? 'postgres' : 'mysql'
  const judged = pooledStores(views).filter(({ store }) => store.family === family || store.family === 'sql')
  if (judged.length === 0) return undefined
  const sizes = judged.map(sizeOf)
  const isKnown = sizes.every(({ connections }) => connections !== undefined)
  return {
    connections: isKnown ? sizes.reduce((sum, { connections = 0 }) => sum + connections, 0) : undefined,
    isCertain: judged.length === 1 && sizes[0]!.isCertain && judged[0]!.store.force === 'on',
    evidence: judged.map((entry) => settingEvidence(entry, entry.settings.size)),
  }
}

function sizeOf({ store, settings }: JudgedStore): { connections: number | undefined; isCertain: boolean } {
  const { size, isOpen } = settings
  if (size && size.name !== 'maxUses') return { connections: amountOf(size), isCertain: size.value.kind === 'literal' }
  return { connections: isOpen ? undefined : DEFAULTS[store.library], isCertain: true }
}

function amountOf({ value, name }: Setting): number | undefined {
  const text = textOf(value)
  const found =
    name === 'connection string' ? /[?&](?:connection_limit|max|pool_max)=(\d+)/.exec(text) : /^(\d+)$/.exec(text)
  return found ? Number(found[1]) : undefined
}

function textOf(value: Value): string {
  if (value.kind === 'literal') return String(value.value)
  return value.kind === 'environment' && value.fallback ? textOf(value.fallback) : ''
}

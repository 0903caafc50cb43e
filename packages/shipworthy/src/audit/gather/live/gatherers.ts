import { backups } from './backups/backups.ts'
import { http } from './http/http.ts'
import type { AnyGatherer } from './live-gatherer.ts'
import { mysql } from './mysql/mysql.ts'
import { postgres } from './postgres/postgres.ts'

/** In the order in which they are asked: what disturbs least goes first. */
export const GATHERERS: readonly AnyGatherer[] = [http, postgres, mysql, backups]

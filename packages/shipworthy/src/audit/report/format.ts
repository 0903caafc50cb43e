import type { Effort } from '../model/outcome.ts'

/** How long a cure takes, as the word a reader expects. */
export const EFFORTS: Record<Effort, string> = { S: 'minutes', M: 'hours', L: 'days' }

const FORMS: Record<string, string> = {
  any: 'general',
  express: 'Express',
  fastify: 'Fastify',
  koa: 'Koa',
  hono: 'Hono',
  nest: 'NestJS',
  next: 'Next.js',
  docker: 'Dockerfile',
  compose: 'Compose',
  github: 'GitHub Actions',
  prisma: 'Prisma',
  knex: 'Knex',
  pg: 'node-postgres',
  mongoose: 'Mongoose',
  sequelize: 'Sequelize',
  typeorm: 'TypeORM',
}

/** What a remedy is for, by its proper name. */
export function remedyTarget(name: string): string {
  return FORMS[name] ?? name
}

/** `+2.4`; what is worth something never reads as nothing. */
export function formatPoints(points: number): string {
  return points > 0 && points < 0.05 ? '+<0.1' : `+${points.toFixed(1)}`
}

/** Rounded down: what is not complete never reads as complete. */
export function formatPercent(share: number): string {
  return `${Math.floor(Math.round(share * 1000) / 10)} %`
}

export function formatScore(score: number): string {
  return String(Math.floor(score))
}

export function formatRange([low, high]: readonly [number, number]): string {
  return low === high ? String(low) : `${low}–${high}`
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 finding`, `2 findings`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`
}

export function formatDuration(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`
}

/** `2026-11-23 03:43 UTC` */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `src/server.ts:12` */
export function formatPlace({ file, line }: { file?: string; line?: number }): string | undefined {
  return file === undefined ? undefined : line === undefined ? file : `${file}:${line}`
}

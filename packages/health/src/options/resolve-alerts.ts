import type { Notifier } from '../alerts/notifier.ts'
import type { AlertPolicy, RoutePolicy } from '../alerts/state/alert-policy.ts'
import type { AlertMatch } from '../model/alert-match.ts'
import type { Silence } from '../model/silence.ts'
import { STATUSES } from '../model/status.ts'
import { KINDS } from '../model/kind.ts'
import type { AlertOptions, SilenceOptions } from './alert-options.ts'
import {
  readCount,
  readDuration,
  readLabels,
  readList,
  readName,
  readNumber,
  readObject,
  readOneOf,
  readText,
  refuse,
} from './read-option.ts'
import { resolveMaintenance } from './resolve-maintenance.ts'

const MATCH_KEYS = ['check', 'kind', 'severity', 'labels'] as const satisfies readonly (keyof AlertMatch)[]
const KNOWN = [
  'routes',
  'groupBy',
  'groupWait',
  'groupInterval',
  'reminders',
  'escalation',
  'silences',
  'maintenance',
  'flapping',
  'delivery',
  'lease',
] as const satisfies readonly (keyof AlertOptions)[]
const UNHEALTHY = STATUSES.filter((status) => status !== 'healthy')
/** Of `onAlert`. */
const CALLBACK = 'callback'

/** Fills in every default, or says which option is wrong. */
export function resolveAlerts(given: AlertOptions, notifiers: readonly Notifier[]): AlertPolicy {
  const options = readObject(given, 'alerts', KNOWN) as AlertOptions
  const names = resolveNotifiers(notifiers)
  const { groupBy = ['check'], groupWait, reminders, flapping, delivery } = options
  const flap = readObject(flapping ?? {}, 'alerts.flapping', ['after', 'within', 'quiet', 'hold'])
  const sending = readObject(delivery ?? {}, 'alerts.delivery', ['timeout', 'firstRetry', 'maxRetry', 'giveUp'])
  const duration = (value: unknown, path: string): number => readDuration(value, `alerts.${path}`)
  const groups = readList(groupBy, 'alerts.groupBy', readName)
  return {
    routes: readList(options.routes ?? [], 'alerts.routes', (route, path) => resolveRoute(route, path, names)),
    groupBy: groups,
    groupWaitMs: groupWait === undefined ? (groups.includes('check') ? 0 : 10_000) : duration(groupWait, 'groupWait'),
    groupIntervalMs: duration(options.groupInterval ?? '5m', 'groupInterval'),
    reminders: resolveReminders(reminders),
    escalation: readList(options.escalation ?? [], 'alerts.escalation', (step, path) => {
      const { after, notify, ...match } = readObject(step, path, [...MATCH_KEYS, 'after', 'notify'])
      return {
        match: readMatch(match, path),
        afterMs: readDuration(after, `${path}.after`),
        notify: readNotify(notify, path, names),
      }
    }),
    silences: readList(options.silences ?? [], 'alerts.silences', (silence, path) => {
      const { until, comment, ...match } = readObject(silence, path, [...MATCH_KEYS, 'until', 'comment'])
      const name = comment === undefined ? path : readText(comment, `${path}.comment`)
      return { name, match: readMatch(match, path), from: 0, to: readInstant(until, `${path}.until`) }
    }),
    maintenance: readList(options.maintenance ?? [], 'alerts.maintenance', (window, path) =>
      resolveMaintenance(window, path, MATCH_KEYS, readMatch),
    ),
    flapping: {
      after: readCount(flap['after'] ?? 3, 'alerts.flapping.after'),
      withinMs: duration(flap['within'] ?? '30m', 'flapping.within'),
      quietMs: duration(flap['quiet'] ?? '15m', 'flapping.quiet'),
      holdMs: duration(flap['hold'] ?? '30s', 'flapping.hold'),
    },
    delivery: {
      timeoutMs: duration(sending['timeout'] ?? '10s', 'delivery.timeout'),
      firstRetryMs: duration(sending['firstRetry'] ?? '5s', 'delivery.firstRetry'),
      maxRetryMs: duration(sending['maxRetry'] ?? '5m', 'delivery.maxRetry'),
      giveUpMs: duration(sending['giveUp'] ?? '1d', 'delivery.giveUp'),
    },
    leaseMs: duration(options.lease ?? '30s', 'lease'),
  }
}

/** What `health.silence` was given, from now on. */
export function resolveSilence(given: SilenceOptions, now: number): Omit<Silence, 'id' | 'from'> {
  const { for: time, by, comment, ...match } = readObject(given, 'silence', [...MATCH_KEYS, 'for', 'by', 'comment'])
  return {
    match: readMatch(match, 'silence'),
    to: now + readDuration(time, 'silence.for'),
    ...(by !== undefined && { by: readText(by, 'silence.by') }),
    ...(comment !== undefined && { comment: readText(comment, 'silence.comment') }),
  }
}

function resolveNotifiers(notifiers: readonly Notifier[]): readonly string[] {
  const names: string[] = []
  notifiers.forEach(({ name, send }, index) => {
    const path = `notifiers[${index}]`
    readName(name, `${path}.name`)
    if (typeof send !== 'function') refuse(`${path}.send`, 'a function', send)
    if (names.includes(name) || name === CALLBACK) refuse(`${path}.name`, 'a name that no other notifier has', name)
    names.push(name)
  })
  return names
}

function resolveRoute(route: unknown, path: string, names: readonly string[]): RoutePolicy {
  const { name, notify, final = false, ...match } = readObject(route, path, [...MATCH_KEYS, 'name', 'notify', 'final'])
  if (typeof final !== 'boolean') refuse(`${path}.final`, 'true or false', final)
  return {
    name: name === undefined ? path : readName(name, `${path}.name`),
    match: readMatch(match, path),
    notify: readNotify(notify, path, names),
    isFinal: final,
  }
}

function resolveReminders(given: AlertOptions['reminders']): AlertPolicy['reminders'] {
  if (given === false) return undefined
  const path = 'alerts.reminders'
  const { first = '4h', factor = 2, max = '1d' } = readObject(given ?? {}, path, ['first', 'factor', 'max'])
  const growth = readNumber(factor, `${path}.factor`)
  if (growth < 1) refuse(`${path}.factor`, 'a number from 1', factor)
  return { firstMs: readDuration(first, `${path}.first`), factor: growth, maxMs: readDuration(max, `${path}.max`) }
}

function readNotify(value: unknown, path: string, names: readonly string[]): readonly string[] {
  return readList(value, `${path}.notify`, (name, at) => {
    if (names.length === 0) refuse(at, 'the name of a notifier; the option notifiers has none', name)
    return readOneOf(name, names, at)
  })
}

function readMatch(match: Record<string, unknown>, path: string): AlertMatch {
  const { check, kind, severity, labels } = match
  return {
    ...(check !== undefined && { check: readSome(check, `${path}.check`, readText) }),
    ...(kind !== undefined && { kind: readSome(kind, `${path}.kind`, (one, at) => readOneOf(one, KINDS, at)) }),
    ...(severity !== undefined && {
      severity: readSome(severity, `${path}.severity`, (one, at) => readOneOf(one, UNHEALTHY, at)),
    }),
    ...(labels !== undefined && { labels: readLabels(labels, `${path}.labels`) }),
  }
}

/** One, or an array of them. */
function readSome<T>(value: unknown, path: string, read: (one: unknown, path: string) => T): readonly T[] {
  return Array.isArray(value) ? readList(value, path, read) : [read(value, path)]
}

function readInstant(value: unknown, path: string): number {
  const instant = typeof value === 'string' && /T.*(Z|[+-]\d\d:?\d\d)$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant)) refuse(path, "a time with its offset, such as '2026-12-01T00:00Z'", value)
  return instant
}

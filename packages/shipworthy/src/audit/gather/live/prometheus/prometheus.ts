import type { LoadedRule, PrometheusFacts, ScrapeTarget } from '../../../facts/live/prometheus-facts.ts'
import { redact } from '../../../facts/redact.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import type { LiveSession } from '../live-session.ts'
import { SilentError } from '../silent-error.ts'
import { askJson } from './ask-json.ts'
import { metricsOfQuery } from './metrics-of-query.ts'

const MAX_METRICS = 20_000

/** Asks Prometheus what it scrapes and which rules it has loaded. */
export const prometheus: LiveGatherer<'prometheus'> = {
  part: 'prometheus',
  nameOf: ({ prometheusUrl, alertmanagerUrl }) => {
    const address = prometheusUrl ?? alertmanagerUrl
    return address && `prometheus ${new URL(address).host}`
  },
  async gather({ prometheusUrl, alertmanagerUrl, ca }, _plan, session) {
    const read = <T>(path: string): Promise<T> => askJson<T>(`${prometheusUrl}`, path, { session, ...(ca && { ca }) })
    const alertmanager = await readAlertmanager(alertmanagerUrl, session)
    if (prometheusUrl === undefined)
      return {
        target: new URL(`${alertmanagerUrl}`).host,
        targets: [],
        rules: [],
        metrics: [],
        isCut: true,
        ...alertmanager,
      }
    const targets = await read<Targets>('/api/v1/targets?state=active')
    const rules = await read<Rules>('/api/v1/rules')
    const metrics = await read<string[]>(`/api/v1/label/__name__/values?limit=${MAX_METRICS}`)
    const receivers = await read<{ activeAlertmanagers: unknown[] }>('/api/v1/alertmanagers')
    return {
      target: new URL(prometheusUrl).host,
      targets: targets.activeTargets.map(toTarget),
      rules: rules.groups.flatMap(({ name, rules: members }) => members.map((rule) => toRule(name, rule))),
      metrics,
      isCut: metrics.length >= MAX_METRICS,
      alertmanagers: receivers.activeAlertmanagers.length,
      ...alertmanager,
    }
  },
}

interface Targets {
  activeTargets: {
    labels: { job?: string; instance?: string }
    scrapeUrl: string
    health: string
    lastError: string
  }[]
}

interface Rules {
  groups: { name: string; rules: RawRule[] }[]
}

interface RawRule {
  name: string
  query: string
  type: 'alerting' | 'recording'
  lastError?: string
}

function toTarget({ labels, scrapeUrl, health, lastError }: Targets['activeTargets'][number]): ScrapeTarget {
  const address = new URL(scrapeUrl).host
  return {
    job: labels.job ?? '',
    instance: labels.instance ?? address,
    address,
    health: health === 'up' || health === 'down' ? health : 'unknown',
    lastError: redact(lastError),
  }
}

function toRule(group: string, { name, query, type, lastError = '' }: RawRule): LoadedRule {
  return { name, group, query, kind: type, lastError: redact(lastError), metrics: metricsOfQuery(query) }
}

async function readAlertmanager(
  url: string | undefined,
  session: LiveSession,
): Promise<Pick<PrometheusFacts, 'alertmanagerReady'>> {
  if (url === undefined) return {}
  try {
    await askJson(url, '/api/v2/status', { session, isPlain: true })
    return { alertmanagerReady: true }
  } catch (error) {
    if (error instanceof SilentError) return { alertmanagerReady: false }
    throw error
  }
}

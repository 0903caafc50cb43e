import type { LoadedRule, PrometheusFacts, ScrapeTarget } from '../facts/live/prometheus-facts.ts'

export function prometheusFacts(different: Partial<PrometheusFacts> = {}): PrometheusFacts {
  return {
    target: 'prometheus:9090',
    targets: [scrapeTarget()],
    rules: [alertRule()],
    metrics: ['up', 'http_requests_total'],
    isCut: false,
    alertmanagers: 1,
    ...different,
  }
}

export function scrapeTarget(different: Partial<ScrapeTarget> = {}): ScrapeTarget {
  return { job: 'api', instance: 'api:3000', address: 'api:3000', health: 'up', lastError: '', ...different }
}

export function alertRule(different: Partial<LoadedRule> = {}): LoadedRule {
  return {
    name: 'HighErrorRate',
    group: 'api',
    query: 'rate(http_requests_total{status="500"}[5m]) > 1',
    kind: 'alerting',
    lastError: '',
    metrics: ['http_requests_total'],
    ...different,
  }
}

import { probed } from '../../derive/evidence.ts'
import { running, silent } from '../live-example-kit.ts'
import { prometheusFacts, scrapeTarget } from '../live-example-prometheus.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'monitoring/target-down',
  catalogue: 'MO05',
  title: 'Prometheus gets nothing from a target',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Without samples no rule fires: the dashboards end where the fault begins, and silence looks like health.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Mend the address, the port or the path of the scrape; the last error says which.',
    },
    { for: 'any', effort: 'S', text: 'Alert on `up == 0`.', code: 'expr: up == 0\nfor: 2m' },
  ],
  references: [{ title: 'Prometheus: jobs and instances', url: 'https://prometheus.io/docs/concepts/jobs_instances/' }],
  falsePositives: ['A target that is being deployed: look again after the next scrape.'],
  examples: [
    { name: 'up', outcome: 'pass', live: running({ prometheus: prometheusFacts() }) },
    {
      name: 'down',
      outcome: 'fail',
      says: 'api:3000',
      live: running({
        prometheus: prometheusFacts({ targets: [scrapeTarget({ health: 'down', lastError: 'connection refused' })] }),
      }),
    },
    {
      name: 'not scraped yet',
      outcome: 'unknown',
      live: running({ prometheus: prometheusFacts({ targets: [scrapeTarget({ health: 'unknown' })] }) }),
    },
    { name: 'it does not answer', outcome: 'unknown', live: silent('prometheus') },
    { name: 'no targets', outcome: 'not-applicable', live: running({ prometheus: prometheusFacts({ targets: [] }) }) },
  ],
  live: {
    parts: ['prometheus'],
    evaluate({ prometheus }) {
      const { targets } = prometheus!
      if (targets.length === 0) return notApplicable('it scrapes no target')
      const down = targets.filter(({ health }) => health === 'down')
      const up = targets.filter(({ health }) => health === 'up')
      if (down.length > 0)
        return fail(
          down.map(({ job, instance, lastError }) => ({
            message: `${instance} (${job}) is down for Prometheus`,
            evidence: [probed('GET /api/v1/targets', `${instance} down: ${lastError}`)],
            key: `${job} ${instance}`,
          })),
          up.length,
        )
      if (up.length === 0) return unknown('no target has been scraped yet')
      return pass(
        up.map(({ instance }) => probed('GET /api/v1/targets', `${instance} up`)),
        up.length,
      )
    },
  },
})

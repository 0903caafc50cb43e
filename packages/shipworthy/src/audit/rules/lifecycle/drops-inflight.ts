import { slowEvidence, stopEvidence } from '../../derive/live/stop-evidence.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'
import { cutRequest, serviceStop, slow, startedService } from '../started-service.ts'

export default defineRule({
  id: 'lifecycle/drops-inflight',
  catalogue: 'LF02',
  title: 'A request in flight is lost when the service stops',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Every deploy, scale-down and node drain stops instances that are answering somebody. Who is cut off sees an error, and does not know whether the order was placed.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Close the server on SIGTERM, and end the process when it has closed.',
      code: "process.once('SIGTERM', () => {\n  server.close(async () => {\n    await pool.end()\n    process.exit(0)\n  })\n})",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Let close-with-grace close the instance: it waits for requests.',
      code: 'closeWithGrace({ delay: 10_000 }, async () => {\n  await app.close()\n})',
    },
    { for: 'nest', effort: 'S', text: 'Switch on the shutdown hooks.', code: 'app.enableShutdownHooks()' },
    {
      for: 'docker',
      effort: 'S',
      text: 'Start node itself, not a shell or npm: the signal goes to the first process, and when that ends the others are killed.',
      code: 'CMD ["node", "server.js"]',
    },
  ],
  references: [
    { title: 'Node.js: server.close()', url: 'https://nodejs.org/api/http.html#serverclosecallback' },
    {
      title: 'Kubernetes: termination of pods',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    },
  ],
  falsePositives: [
    'Requests that come after the signal, which a load balancer sends elsewhere: only one that the service had begun to work on counts.',
    'A service that answers before it has read the request, so that nothing can be made to last: unknown, unless the signal itself ends it.',
  ],
  examples: [
    { name: 'the request ends as usual', outcome: 'pass', live: running({ process: startedService() }) },
    {
      name: 'the signal ends the process',
      outcome: 'fail',
      severity: 'critical',
      says: 'is cut off',
      live: running({
        process: startedService({
          stop: serviceStop({ exit: { signal: 'SIGTERM', afterMs: 205 }, slow: cutRequest(207) }),
        }),
      }),
    },
    {
      name: 'the first process ends and leaves the server behind',
      outcome: 'fail',
      says: 'leaves node behind',
      live: running({
        process: startedService({
          stop: serviceStop({ exit: { code: 0, afterMs: 20 }, left: ['node'], slow: cutRequest(40) }),
        }),
      }),
    },
    {
      name: 'it ends with an error because its database was closed first',
      outcome: 'fail',
      live: running({
        process: startedService({ stop: serviceStop({ slow: slow({ usual: 200, status: 500 }) }) }),
      }),
    },
    {
      name: 'nothing could be made to last, and the signal ends the process',
      outcome: 'fail',
      severity: 'warning',
      live: running({ process: startedService({ stop: withoutSlow({ signal: 'SIGTERM', afterMs: 9 }) }) }),
    },
    {
      name: 'nothing could be made to last',
      outcome: 'unknown',
      live: running({ process: startedService({ stop: withoutSlow({ code: 0, afterMs: 9 }) }) }),
    },
    { name: 'it does not start', outcome: 'unknown', live: silent('process', 'it ended with 1 after 90 ms') },
    {
      name: 'it was not started',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
  ],
  live: {
    parts: ['process'],
    evaluate({ process }) {
      const { stop } = process!
      if (!stop) return unknown('it had ended before it was told to')
      const evidence = [...slowEvidence(stop), stopEvidence(stop)]
      const { slow: request, exit } = stop
      if (!request && exit?.signal === 'SIGTERM')
        return fail([
          {
            message: 'SIGTERM ends the process at once, whatever it is working on',
            severity: 'warning',
            evidence,
            key: 'SIGTERM',
          },
        ])
      if (!request) return unknown('no request could be made to last until the service was stopped', evidence)
      const { status, usual } = request
      if (status === 503 && usual !== 503) return unknown('the request was answered with 503', evidence)
      if (status !== undefined && (status < 500 || usual >= 500)) return pass(evidence)
      const what = status === undefined ? 'is cut off' : `ends with ${status}`
      const left = stop.left.length > 0 ? `: the command ends and leaves ${stop.left.join(', ')} behind` : ''
      const message = `a request that is being answered when SIGTERM comes ${what}${left}`
      return fail([{ message, evidence, key: 'SIGTERM' }])
    },
  },
})

function withoutSlow(exit: { code?: number; signal?: string; afterMs: number }): ReturnType<typeof serviceStop> {
  const { slow: _, ...stop } = serviceStop({ exit })
  return stop
}

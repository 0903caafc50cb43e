import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findPrometheus } from '../../../../../../../tools/servers/prometheus-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { outcomesOf } from '../../../testing/outcomes-of.ts'

const TIMEOUT_MS = 120_000
const WAIT = { timeout: 60_000 } as const

const RULES = (metric: string): object => ({
  groups: [{ name: 'api', interval: '1s', rules: [{ alert: 'Errors', expr: `rate(${metric}[1m]) > 1` }] }],
})

describeWith(
  'Prometheus',
  findPrometheus() as Extract<ReturnType<typeof findPrometheus>, { start: unknown }>,
  (found) => {
    let service: Server
    let isUp = true
    let server: TestServer
    const target = (): string => `127.0.0.1:${(service.address() as AddressInfo).port}`
    const judge = () => outcomesOf({ prometheusUrl: server.url })
    beforeAll(async () => {
      service = createServer((_, response) => {
        response.writeHead(isUp ? 200 : 503, { 'content-type': 'text/plain; version=0.0.4' })
        response.end('# TYPE http_requests_total counter\nhttp_requests_total 5\n')
      })
      await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
      server = await found.start(target(), RULES('http_requests_total'))
    }, TIMEOUT_MS)
    afterAll(async () => {
      await server[Symbol.asyncDispose]()
      service.closeAllConnections()
      service.close()
    }, TIMEOUT_MS)

    it('a target that is up and a rule that can fire', { timeout: TIMEOUT_MS }, async () => {
      await expect.poll(async () => (await judge()).of('monitoring/target-down').outcome, WAIT).toBe('pass')
      await expect.poll(async () => (await judge()).of('monitoring/rules-invalid').outcome, WAIT).toBe('pass')
    })

    it('a target that is down', { timeout: TIMEOUT_MS }, async () => {
      isUp = false
      await expect
        .poll(async () => (await judge()).of('monitoring/target-down').findings.map(({ message }) => message), WAIT)
        .toEqual([`${target()} (service) is down for Prometheus`])
      isUp = true
    })

    it('a rule about a metric that nobody has', { timeout: TIMEOUT_MS }, async () => {
      await using other = await found.start(target(), RULES('http_request_total'))
      await expect
        .poll(
          async () =>
            (await outcomesOf({ prometheusUrl: other.url }))
              .of('monitoring/rules-invalid')
              .findings.map(({ message }) => message),
          WAIT,
        )
        .toEqual(['Errors names http_request_total, which does not exist'])
    })
  },
)

it('something that is no Prometheus is silent', { timeout: TIMEOUT_MS }, async () => {
  const page = createServer((_, response) => response.end('<html>hello</html>'))
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  const { report, of } = await outcomesOf({ prometheusUrl: `http://127.0.0.1:${(page.address() as AddressInfo).port}` })
  expect(of('monitoring/target-down').outcome).toBe('unknown')
  expect(report.live?.targets).toMatchObject([{ state: 'silent', reason: expect.stringContaining('other than JSON') }])
  page.close()
})

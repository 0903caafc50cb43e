import { describe, expect, it } from 'vitest'
import { auditServices } from './audit-services.ts'
import { memoryReader } from './gather/project/memory-reader.ts'
import type { Report } from './model/report.ts'
import { isRollUp, type RollUp } from './model/roll-up.ts'
import { runAudit } from './run-audit.ts'

const manifest = (name: string, dependencies: object, more: object = {}): string =>
  JSON.stringify({ name, private: true, scripts: { start: 'node src/main.js' }, dependencies, ...more })
const EXPRESS = "const express = require('express')\nconst app = express()\n"
const NODE_IMAGE = (command: string): string => `FROM node:24-slim\nCOPY . .\nUSER node\nCMD ${command}\n`

/** Two services, a library that one of them uses, a command line, a script, and what they share. */
const SHOP: Record<string, string> = {
  'package.json': JSON.stringify({ name: 'shop', private: true, workspaces: ['apps/*', 'packages/*'] }),
  'package-lock.json': '{}',
  '.github/workflows/ci.yml': 'on: push\njobs:\n  test:\n    steps:\n      - run: npm test\n',
  'apps/api/package.json': manifest('@shop/api', { express: '^5.0.0', '@shop/tokens': '*' }),
  'apps/api/src/main.js': `${EXPRESS}const { sign } = require('@shop/tokens')\napp.post('/login', (request, response) => response.send(sign(1)))\napp.listen(3000)\n`,
  'apps/worker/package.json': manifest('@shop/worker', { bullmq: '^5.0.0' }),
  'apps/worker/src/main.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => undefined)\n",
  'packages/tokens/package.json': JSON.stringify({
    name: '@shop/tokens',
    main: 'index.js',
    dependencies: { jsonwebtoken: '^9.0.0' },
  }),
  'packages/tokens/index.js':
    "const jwt = require('jsonwebtoken')\nexports.sign = (id) => jwt.sign({ id }, process.env.JWT_SECRET || 'changeme', { expiresIn: '1h' })\n",
  'packages/cli/package.json': JSON.stringify({
    name: 'shop-cli',
    bin: 'index.js',
    scripts: { start: 'node index.js' },
  }),
  'packages/cli/index.js': "require('http').createServer(() => undefined).listen(0)\n",
  'packages/seed/package.json': JSON.stringify({ name: 'seed', private: true, scripts: { start: 'node index.js' } }),
  'packages/seed/index.js': "console.log('done')\n",
}

const rollUp = (files: Record<string, string>, options = {}): RollUp => {
  const result = auditServices(memoryReader(files, 'shop'), options)
  if (!isRollUp(result)) throw new Error('expected a roll-up')
  return result
}
const reportOf = ({ services }: RollUp, name: string): Report =>
  services.find((service) => service.name === name)!.report
const failed = ({ results }: Report): string[] =>
  results.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule)
const textOf = (report: Report): string => JSON.stringify(report.results)

describe('the services of a project', () => {
  it('are the packages that listen or consume: no library, no command line, no script', () => {
    expect(rollUp(SHOP).services.map(({ name, directory }) => ({ name, directory }))).toEqual([
      { name: 'api', directory: 'apps/api' },
      { name: 'worker', directory: 'apps/worker' },
    ])
  })

  it('are judged by what is about them, and by what they share', () => {
    const both = rollUp(SHOP)
    const [api, worker] = [reportOf(both, 'api'), reportOf(both, 'worker')]
    expect(failed(api)).toContain('environment/secret-fallback')
    expect(textOf(api)).toContain('packages/tokens/index.js')
    expect(textOf(worker)).not.toMatch(/apps\/api|packages\/tokens/)
    expect(failed(worker)).not.toContain('rate-limiting/none')
    for (const report of [api, worker])
      expect(report.results.find(({ rule }) => rule === 'dependencies/no-lockfile')?.outcome).toBe('pass')
  })

  it('see their own part of the deployment, and what names none of them', () => {
    const service = (name: string, more: string): string => `  ${name}:\n    ${more}\n`
    const files = {
      ...SHOP,
      'docker/api.Dockerfile': NODE_IMAGE('["node", "apps/api/src/main.js"]'),
      'docker/worker.Dockerfile': NODE_IMAGE('["node", "apps/worker/src/main.js"]').replace('USER node\n', ''),
      'compose.yaml': `services:\n${service('api', 'build: { context: ., dockerfile: docker/api.Dockerfile }')}${service('mailer', 'build: { context: ., dockerfile: docker/worker.Dockerfile }')}${service('db', 'image: postgres:18')}`,
    }
    const both = rollUp(files)
    const containers = (name: string) => JSON.stringify(reportOf(both, name).profile)
    expect(failed(reportOf(both, 'worker'))).toContain('containers/root-user')
    expect(failed(reportOf(both, 'api'))).not.toContain('containers/root-user')
    expect(containers('api')).toContain('2 services')
    expect(containers('worker')).toContain('2 services')
  })

  it('of one Dockerfile with a stage for each are told apart by what compose builds', () => {
    const files = {
      ...SHOP,
      Dockerfile:
        'FROM node:24-slim AS api\nUSER node\nCMD ["node", "apps/api/src/main.js"]\nFROM node:24-slim AS worker\nCMD ["node", "apps/worker/src/main.js"]\n',
      'compose.yaml':
        'services:\n  shop-api:\n    build: { context: ., target: api }\n  shop-worker:\n    build: { context: ., target: worker }\n',
    }
    const both = rollUp(files)
    expect(failed(reportOf(both, 'worker'))).toContain('containers/root-user')
    expect(failed(reportOf(both, 'api'))).not.toContain('containers/root-user')
  })

  it('can be chosen by name, folder or package', () => {
    for (const name of ['worker', 'apps/worker', './apps/worker/', '@shop/worker']) {
      const report = auditServices(memoryReader(SHOP, 'shop'), { services: [name] })
      expect(isRollUp(report), name).toBe(false)
      expect((report as Report).target.name).toBe('worker')
    }
    expect(rollUp(SHOP, { services: ['worker', 'api'] }).services).toHaveLength(2)
    expect(() => auditServices(memoryReader(SHOP, 'shop'), { services: ['wroker'] })).toThrow(
      expect.objectContaining({
        code: 'SW_ERR_UNKNOWN_SERVICE',
        message: 'there is no service "wroker" in shop: did you mean "worker"?',
        remedy: expect.stringContaining('api, worker'),
      }),
    )
  })

  it('that are fewer than two give the report of the whole', () => {
    const { 'apps/worker/package.json': _, 'apps/worker/src/main.js': __, ...one } = SHOP
    const stable = ({ results, score, gates }: Report) => ({ results, score, gates })
    const result = auditServices(memoryReader(one, 'shop'))
    expect(isRollUp(result)).toBe(false)
    expect(stable(result as Report)).toEqual(stable(runAudit(memoryReader(one, 'shop'))))
  })
})

describe('the verdict over all services', () => {
  it('is that of the worst', () => {
    const { gates } = rollUp(SHOP, { failOn: 'critical' })
    expect(gates).toEqual([{ name: 'fail-on critical', passed: false, detail: 'api: 1 finding is critical' }])
  })

  it('keeps one baseline for all, and calls nothing of another service cured', () => {
    const first = rollUp(SHOP)
    const findings = first.services.flatMap(({ report }) =>
      report.results.flatMap(({ rule, findings: found }) =>
        found.map(({ fingerprint, message }) => ({ fingerprint, rule, message })),
      ),
    )
    const known = rollUp(SHOP, { baseline: { version: 1, findings }, failOnNew: true })
    expect(known.gates.every(({ passed }) => passed)).toBe(true)
    expect(known.baseline).toMatchObject({ new: 0, gone: 0 })
    expect(known.services.map(({ report }) => report.baseline?.gone)).toEqual([0, 0])
    const cured = {
      ...SHOP,
      'packages/tokens/index.js': SHOP['packages/tokens/index.js']!.replace(" || 'changeme'", ''),
    }
    expect(rollUp(cured, { baseline: { version: 1, findings } }).baseline?.gone).toBeGreaterThan(0)
  })

  it('lists a suppression as stale only when no service needs it', () => {
    const text = SHOP['packages/tokens/index.js']!
    const comment = '// shipworthy-ignore environment/secret-fallback -- a demo, until 2099-01-01\nexports.sign'
    const suppressed = rollUp(
      { ...SHOP, 'packages/tokens/index.js': text.replace('exports.sign', comment) },
      { today: '2098-12-01' },
    )
    expect(suppressed.services.flatMap(({ report }) => report.suppressions.map(({ state }) => state))).toEqual([
      'active',
    ])
    const configured = [
      { rule: 'environment/secret-fallback', reason: 'a demo', until: '2099-01-01', file: 'c.json', line: 1 },
      { rule: 'health/missing', reason: 'none', file: 'c.json', line: 2, covers: () => false },
    ]
    const states = rollUp(SHOP, { suppressions: configured, today: '2098-12-01' }).services.map(({ report }) =>
      report.suppressions.map(({ rule, state }) => `${rule} ${state}`),
    )
    expect(states).toEqual([['environment/secret-fallback active', 'health/missing stale'], []])
  })
})

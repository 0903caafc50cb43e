import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadMonitorConfig } from './load-monitor-config.ts'
import { nameChecks } from './name-checks.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shipworthy-monitor-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const load = (text: string, environment: Record<string, string> = {}, name = 'shipworthy.monitor.yaml') => {
  writeFileSync(join(folder, name), text)
  return loadMonitorConfig(undefined, folder, environment)
}

const CHECKS = 'services:\n  - name: shop\n    checks:\n'
const HTTP = `${CHECKS}      - { type: http, url: https://example.com }\n`

describe('a configuration of the monitor', () => {
  it('fills in service, labels and defaults', () => {
    const { config } = load(`defaults: { interval: 20s, failAfter: 5 }
services:
  - name: shop
    labels: { team: orders }
    checks:
      - { type: tcp, host: db, port: 5432 }
      - { type: http, name: api, url: https://example.com, interval: 5s, dependsOn: [tcp] }
`)
    expect(nameChecks(config)).toMatchObject([
      {
        name: 'shop.tcp',
        check: { interval: '20s', timeout: '5s', failAfter: 5, labels: { team: 'orders', service: 'shop' } },
      },
      { name: 'shop.api', dependsOn: ['shop.tcp'], check: { interval: '5s', dependsOn: ['shop.tcp'] } },
    ])
  })

  it('is read from JSON with comments', () => {
    const text = '{ // one\n "services": [{ "name": "a", "checks": [{ "type": "memory" }] }] }'
    expect(load(text, {}, 'shipworthy.monitor.jsonc').config.services[0]!.checks).toEqual([{ type: 'memory' }])
  })

  it('takes texts from the environment', () => {
    const text = `${CHECKS}      - { type: http, url: "\${URL}/a", body: "$\${x}", method: "\${METHOD:-GET}" }\n`
    const [first] = nameChecks(load(text, { URL: 'https://example.com' }).config)
    expect(first!.check).toMatchObject({ url: 'https://example.com/a', body: '${x}', method: 'GET' })
  })

  it.each([
    ['an unknown key', `servcies: []\n${HTTP}`, '1:1: unknown key "servcies": did you mean "services"?'],
    [
      'an unknown key of a check',
      `${CHECKS}      - { type: tcp, host: a, prot: 80 }`,
      '4:31: unknown key "prot" in services[0].checks[0]: did you mean "port"?',
    ],
    ['an unknown type', `${CHECKS}      - { type: htp }`, '4:11: there is no type "htp": did you mean "http"?'],
    ['no type', `${CHECKS}      - { url: x }`, '4:9: "type" is missing; it is one of http, tcp, dns'],
    ['a missing key', `${CHECKS}      - { type: http }`, '4:9: services[0].checks[0].url is missing'],
    [
      'a wrong URL',
      `${CHECKS}      - { type: http, url: example.com }`,
      '4:23: services[0].checks[0].url is not valid: it must be an absolute http or https URL',
    ],
    [
      'a duration without a unit',
      `defaults: { interval: 30 }\n${HTTP}`,
      '1:13: defaults.interval must be a text, not a number',
    ],
    [
      'a duration nobody knows',
      `defaults: { interval: 30sec }\n${HTTP}`,
      '1:13: defaults.interval is not valid: it must be a duration such as 30s',
    ],
    [
      'a port out of range',
      `${CHECKS}      - { type: tcp, host: a, port: 70000 }`,
      '4:31: services[0].checks[0].port must be 65535 or less',
    ],
    ['no services', 'name: x\n', '1:1: services is missing'],
    ['no checks', 'services: [{ name: a, checks: [] }]', '1:23: services[0].checks must be 1 or more'],
    [
      'a name twice',
      `${HTTP}      - { type: http, url: https://example.org }`,
      '5:9: there are two checks called shop.http',
    ],
    [
      'a dependency that is not there',
      `${HTTP}      - { type: cpu, dependsOn: [htp] }`,
      '5:34: there is no check "htp" that shop.cpu could depend on',
    ],
    [
      'a notifier that is not there',
      `${HTTP}notifiers: [{ type: log }]\nalerts: { routes: [{ notify: [lgo] }] }`,
      '6:31: there is no notifier "lgo": did you mean "log"?',
    ],
    [
      'two notifiers of one name',
      `${HTTP}notifiers: [{ type: log }, { type: log }]`,
      '5:28: there are two notifiers called log',
    ],
    [
      'a key of a notifier',
      `${HTTP}notifiers: [{ type: slack, urls: x }]`,
      '5:28: unknown key "urls" in notifiers[0]: did you mean "url"?',
    ],
    ['a key of the store', `store: { type: sqlite, file: x }\n${HTTP}`, '1:24: unknown key "file" in store'],
    ['a key of the server', `server: { prot: 1 }\n${HTTP}`, '1:11: unknown key "prot" in server: did you mean "port"?'],
    ['a server that is switched on', `server: true\n${HTTP}`, '1:1: server'],
    [
      'a variable that is not set',
      `${CHECKS}      - { type: http, url: "\${NOWHERE}" }`,
      '4:28: the environment variable NOWHERE is not set',
    ],
    ['half a variable', `${CHECKS}      - { type: http, url: "\${a-b}" }`, '4:28: ${a-b} is no variable'],
    ['a key twice', `name: a\nname: b\n${HTTP}`, '2:1'],
    [
      'a heartbeat without a token',
      `${CHECKS}      - { type: heartbeat, name: nightly, every: 1d }`,
      '4:9: shop.nightly needs a "token", of its own or that of the server',
    ],
    [
      'a heartbeat and no server',
      `server: false\n${CHECKS}      - { type: heartbeat, every: 1d, token: a-token-of-some-length }`,
      '5:9: nobody can tell shop.heartbeat anything, since "server" is false',
    ],
    ['broken YAML', 'services: [', '1:12'],
    ['nothing', '', '1:1: '],
  ])('with %s is refused', (_, text, message) => {
    expect(() => load(text)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining(`shipworthy.monitor.yaml:${message}`) as string,
      }),
    )
  })

  it('is refused without showing what came from the environment', () => {
    const text = `${HTTP}notifiers: [{ type: log }]\nalerts: { routes: [{ notify: ["\${SECRET}"] }] }`
    let message = ''
    try {
      load(text, { SECRET: 'hunter2hunter2' })
    } catch (error) {
      ;({ message } = error as Error)
    }
    expect(message).toContain('there is no notifier "${SECRET}"')
    expect(message).not.toContain('hunter2')
  })

  it('must be there, and only once', () => {
    expect(() => loadMonitorConfig(undefined, folder, {})).toThrow(
      expect.objectContaining({ code: 'SW_ERR_MONITOR_NOTHING' }),
    )
    load(HTTP)
    expect(() => load('{}', {}, 'shipworthy.monitor.json')).toThrow(
      expect.objectContaining({ code: 'SW_ERR_CONFIG_AMBIGUOUS' }),
    )
    expect(() => loadMonitorConfig('nowhere.yaml', folder, {})).toThrow(
      expect.objectContaining({ code: 'SW_ERR_CONFIG_MISSING' }),
    )
  })
})

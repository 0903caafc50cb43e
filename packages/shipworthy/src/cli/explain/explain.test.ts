import { describe, expect, it } from 'vitest'
import { RULES } from '../../audit/rules/registry.generated.ts'
import { runCliProcess } from '../testing/spawn-cli.ts'

interface RuleJson {
  id: string
  why: string
  remedies: { for: string; effort: string; text: string }[]
  examples: { name: string; outcome: string }[]
}

describe('explain', () => {
  it('lists every rule under its category', async () => {
    const { exitCode, stdout, stderr } = await runCliProcess(['explain'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const { id, severity } of RULES) expect(stdout).toMatch(new RegExp(`^ {2}${severity} +${id} `, 'm'))
    expect(stdout.indexOf('Security configuration')).toBeLessThan(stdout.indexOf('  warning  security/'))
    expect(stdout).toContain(`${RULES.length} rules; shipworthy explain <rule>`)
  })

  it('tells all there is to know of a rule, within the width', async () => {
    const { exitCode, stdout } = await runCliProcess(['explain', 'lifecycle/no-sigterm'])
    expect(exitCode).toBe(0)
    for (const part of [
      'lifecycle/no-sigterm · LF01 · Lifecycle · warning · structural',
      'Why it matters\n  Every deploy',
      'Express, minutes: Close the server on SIGTERM',
      '│ await pool.end()',
      'What looks like it and is none\n  - ',
      'pass           an Express service that closes its server',
      'https://12factor.net/disposability',
    ])
      expect(stdout.replaceAll(/│ +/g, '│ ')).toContain(part)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('finds a rule by its number in the catalogue and by its slug', async () => {
    const [byId, byNumber, bySlug] = await Promise.all(
      ['lifecycle/no-sigterm', 'lf01', 'no-sigterm'].map((name) => runCliProcess(['explain', name])),
    )
    expect(byNumber).toEqual(byId)
    expect(bySlug).toEqual(byId)
  })

  it('gives data with --format json, of one rule or of all', async () => {
    const one = JSON.parse((await runCliProcess(['explain', 'no-sigterm', '-f', 'json'])).stdout) as RuleJson
    expect(one).toMatchObject({ id: 'lifecycle/no-sigterm', severity: 'warning', category: 'lifecycle' })
    expect(one.remedies[0]).toMatchObject({ for: 'express', effort: 'S' })
    expect(one.examples).toContainEqual({ name: 'no handler at all', outcome: 'fail' })
    const all = JSON.parse((await runCliProcess(['explain', '--format', 'json'])).stdout) as RuleJson[]
    expect(all.map(({ id }) => id).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted())
    expect(all.every(({ why, examples }) => why.length > 20 && examples.length > 3)).toBe(true)
  })
})

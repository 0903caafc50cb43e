import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../audit/model/report.ts'
import { runCliProcess } from '../testing/spawn-cli.ts'
import { LEAKY_SERVICE, temporaryFolder } from '../testing/temporary-folder.ts'

/** What does not depend on when and how fast it ran. */
function lasting(json: string): Omit<Report, 'date' | 'durationMs'> {
  const { date: _date, durationMs: _durationMs, ...report } = JSON.parse(json) as Report
  return report
}

describe('--save and --from', () => {
  it('give the same report again, without the project', async () => {
    using project = temporaryFolder({
      ...LEAKY_SERVICE,
      'legacy/a.js': 'export {}',
      'shipworthy.config.yml': 'ignore: [legacy]',
    })
    using other = temporaryFolder({ 'shipworthy.config.json': '{ broken' })
    const save = ['check', project.path, '-f', 'json', '--save', other.at('bug/facts.json')]
    const first = await runCliProcess(save, { cwd: other.path })
    expect(first.exitCode).toBe(1)
    const again = await runCliProcess(['check', '--from', 'bug/facts.json', '-f', 'json'], { cwd: other.path })
    expect(again.exitCode).toBe(1)
    expect(lasting(again.stdout)).toEqual(lasting(first.stdout))
    expect(lasting(again.stdout).target.sources).toBe(1)
    const facts = readFileSync(other.at('bug/facts.json'), 'utf8')
    expect(facts).toContain('jsonwebtoken')
    expect(facts).not.toContain('changeme')
    expect(facts).not.toContain('legacy/a.js')
  })

  it('refuse what are no facts, and a folder beside --from', async () => {
    using folder = temporaryFolder({ 'report.json': '{ "version": 1, "results": [] }', 'text.json': 'hello' })
    for (const [words, problem] of [
      [['--from', 'none.json'], 'the facts in none.json cannot be audited: there is no such file. Gather them again'],
      [['--from', '.'], 'cannot be audited: it is a folder'],
      [['--from', 'text.json'], 'cannot be audited: it is not JSON'],
      [['--from', 'report.json'], 'cannot be audited: it does not look like saved facts'],
      [['.', '--from', 'text.json'], '--from reads nothing but its file, so the folder "." has no place beside it'],
    ] as const) {
      const { exitCode, stdout, stderr } = await runCliProcess(['check', ...words], { cwd: folder.path })
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(problem)
    }
  })
})

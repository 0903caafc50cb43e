import { mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCliProcess } from './testing/spawn-cli.ts'
import { SERVICE, temporaryFolder } from './testing/temporary-folder.ts'

const TYPOS: readonly (readonly [string, string[], string])[] = [
  ['a command', ['chekc'], "unknown command 'chekc': did you mean check?"],
  ['an option', ['check', '--fail-onn', 'info'], "unknown option '--fail-onn': did you mean --fail-on?"],
  ['a severity', ['check', '--fail-on', 'waring'], 'not "waring": did you mean "warning"?'],
  ['a format', ['check', '--format', 'jsno'], 'there is no format "jsno": did you mean "json"?'],
  [
    'a format of explain',
    ['explain', '--format', 'html'],
    'there is no format "html". The formats are terminal, json.',
  ],
  ['the slug of a rule', ['explain', 'lifecycle/no-sigtrem'], 'did you mean "lifecycle/no-sigterm"?'],
  ['the category of a rule', ['explain', 'lifcycle/no-sigterm'], 'did you mean "lifecycle/no-sigterm"?'],
  ['a rule without its category', ['explain', 'no-sigtrm'], 'did you mean "lifecycle/no-sigterm"?'],
]

describe('a typo in', () => {
  for (const [what, words, answer] of TYPOS)
    it(`${what} is answered with what was meant`, async () => {
      const { exitCode, stdout, stderr } = await runCliProcess(words)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(answer)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    })
})

describe('a usage error', () => {
  it('knows a folder in the place of a command', async () => {
    using project = temporaryFolder(SERVICE)
    mkdirSync(project.at('api'))
    const { exitCode, stderr } = await runCliProcess(['api'], { cwd: project.path })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('there is no command "api": did you mean `shipworthy check api`?')
  })

  it('shows what was typed without its escapes', async () => {
    const { stderr } = await runCliProcess(['check', '--format', '\u001b[31mred'])
    expect(stderr).toContain('there is no format "\\u{1b}[31mred"')
    expect(stderr).not.toContain('\u001b')
  })

  it('names a second folder', async () => {
    expect(await runCliProcess(['check', 'a', 'b'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("too many arguments for 'check'"),
    })
  })
})

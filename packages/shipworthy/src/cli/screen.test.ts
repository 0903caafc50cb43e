import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isColorWanted } from './color-mode.ts'
import { MAIN, runCliProcess } from './testing/spawn-cli.ts'
import { SERVICE, temporaryFolder } from './testing/temporary-folder.ts'

const ESCAPE = '\u001b'
const hasPseudoTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

/** Both streams of a process that believes it is on a terminal. */
function onTerminal(words: readonly string[], env: Record<string, string> = {}): string {
  const command = `stty cols 64; "${process.execPath}" "${MAIN}" ${words.map((word) => `"${word}"`).join(' ')}`
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
  })
  return stdout
}

describe('in a pipe', () => {
  it('there is no colour and no progress, unless it is asked for', async () => {
    using project = temporaryFolder(SERVICE)
    for (const [flags, env, hasColor] of [
      [[], {}, false],
      [[], { FORCE_COLOR: '1' }, true],
      [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
      [['--color'], { NO_COLOR: '1' }, true],
      [['--no-color'], { FORCE_COLOR: '1' }, false],
    ] as const) {
      const { stdout, stderr } = await runCliProcess(['check', project.path, ...flags], { env })
      expect(stdout.includes(ESCAPE), JSON.stringify({ flags, env })).toBe(hasColor)
      expect(stderr).toBe('')
    }
  })
})

describe.skipIf(!hasPseudoTerminal)('on a terminal', () => {
  it('the report has colours, fits the width, and progress is one line that vanishes', () => {
    using project = temporaryFolder(SERVICE)
    const text = onTerminal(['check', project.path])
    expect(text).toContain(`\r${ESCAPE}[2Kshipworthy: reading sources …`)
    const report = text.slice(text.lastIndexOf(`\r${ESCAPE}[2K`) + 5)
    expect(report).toContain(`${ESCAPE}[1mShipworthy`)
    // oxlint-disable-next-line no-control-regex
    const lines = report.replace(/\u001b\[[\d;]*m/g, '').split(/\r?\n/)
    expect(lines[0]).toMatch(/^Shipworthy \d+/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(64)
    expect(lines.length).toBeGreaterThan(20)
  })

  it('NO_COLOR and --quiet are kept', () => {
    using project = temporaryFolder(SERVICE)
    expect(onTerminal(['check', project.path, '--quiet'], { NO_COLOR: '1' })).toMatch(/^Shipworthy \d+ [^\r\n]*\r\n$/)
  })

  it('says where a report went', () => {
    using project = temporaryFolder(SERVICE)
    expect(onTerminal(['check', project.path, '-o', project.at('report.html')])).toContain('shipworthy: wrote ')
  })
})

describe('isColorWanted', () => {
  it('asks the command line, NO_COLOR, FORCE_COLOR and the terminal, in this order', () => {
    expect(isColorWanted({ flag: true, isTty: false, env: { NO_COLOR: '1' } })).toBe(true)
    expect(isColorWanted({ flag: false, isTty: true, env: { FORCE_COLOR: '1' } })).toBe(false)
    expect(isColorWanted({ isTty: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } })).toBe(false)
    expect(isColorWanted({ isTty: true, env: { NO_COLOR: '' } })).toBe(true)
    expect(isColorWanted({ isTty: false, env: { FORCE_COLOR: '3' } })).toBe(true)
    expect(isColorWanted({ isTty: true, env: { FORCE_COLOR: '0' } })).toBe(false)
    expect(isColorWanted({ isTty: true, env: { TERM: 'dumb' } })).toBe(false)
  })
})

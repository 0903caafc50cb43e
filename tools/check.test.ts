import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './root.ts'

describe('npm run check', () => {
  it('audits the sample project when no folder is given, and fails with its gate', () => {
    const { stdout, stderr, status } = check([])
    expect(stderr).toContain('this is the sample project')
    expect(stdout).toMatch(/^Shipworthy \d+ POOR/)
    expect(stdout.split('\n')[1]).toBe('sample-shop')
    expect(status).toBe(1)
  })

  it('takes a folder from where npm was called', () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'))
    try {
      cpSync(join(ROOT, 'fixtures/ready-service'), join(folder, 'my service'), { recursive: true })
      const { stdout, stderr, status } = check(['my service'], folder)
      expect(stderr).not.toContain('sample project')
      expect(stdout.split('\n')[1]).toBe('my service')
      expect(status).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('audits what was saved without adding the sample project', () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'))
    try {
      check([join(ROOT, 'fixtures/ready-service'), '--save', 'facts.json'], folder)
      const { stdout, stderr } = check(['--from', 'facts.json'], folder)
      expect(stderr).not.toContain('sample project')
      expect(stdout.split('\n')[1]).toBe('ready-service')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('leaves options and their faults to the command', () => {
    expect(check(['--help']).stdout).toContain('Usage: shipworthy check')
    const wrong = check(['--no-such-option'])
    expect(wrong.stderr).toContain('--no-such-option')
    expect(wrong.stderr).not.toContain('sample project')
    expect(wrong.status).toBe(2)
  })
})

function check(words: string[], from = ROOT) {
  return spawnSync(process.execPath, [join(ROOT, 'tools/check.ts'), ...words], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: from },
    encoding: 'utf8',
  })
}

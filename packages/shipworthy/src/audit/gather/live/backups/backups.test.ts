import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findBinary } from '../../../../../../../tools/servers/find-binary.ts'
import { findPostgres } from '../../../../../../../tools/servers/postgres-server.ts'
import { outcomesOf } from '../../../testing/outcomes-of.ts'
import { readFolder } from './read-folder.ts'
import { readManifest } from './read-manifest.ts'

const DOCUMENT = join(import.meta.dirname, '../../../../../../../docs/live/databases.md')
const HOUR_MS = 3_600_000
const SLOW_MS = 180_000

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipworthy-backups-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, bytes: Buffer | string, hoursAgo: number): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  const at = new Date(Date.now() - hoursAgo * HOUR_MS)
  utimesSync(path, at, at)
}

function manifest(content: object): string {
  const path = join(folder, 'manifest.json')
  writeFileSync(path, JSON.stringify(content))
  return path
}

const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString()

describe('a folder of backups', () => {
  it('that is in order', async () => {
    for (const [day, hours] of [9, 33, 57, 81].entries())
      write(`daily/app-2026-11-${30 - day}.sql.gz`, Buffer.alloc(5_000 + day), hours)
    write('daily/app-2026-11-30.sql.gz.sha256', 'x', 9)
    const { of } = await outcomesOf({ backups: folder })
    for (const rule of ['backups/stale', 'backups/shrunk', 'backups/no-checksum'])
      expect({ rule, outcome: of(rule).outcome }).toEqual({ rule, outcome: 'pass' })
    expect(of('backups/restore-unverified').outcome).toBe('unknown')
  })

  it('whose newest backup is old, small and has no checksum', async () => {
    for (const [day, hours] of [100, 124, 148, 172].entries())
      write(`app-2026-11-${26 - day}.dump`, Buffer.alloc(day === 0 ? 400 : 5_000), hours)
    const { of } = await outcomesOf({ backups: folder })
    expect(of('backups/stale').findings[0]).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('100 hours old'),
    })
    expect(of('backups/shrunk').findings[0]).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('8 %'),
    })
    expect(of('backups/no-checksum').outcome).toBe('fail')
  })

  it('whose newest backup is what gzip makes of a dump that failed', async () => {
    write('app.sql.gz', gzipSync(''), 1)
    expect((await outcomesOf({ backups: folder })).of('backups/shrunk').findings[0]).toMatchObject({
      severity: 'critical',
    })
  })

  it('that is empty, that holds other things, that is not there', async () => {
    expect((await outcomesOf({ backups: folder })).of('backups/stale').outcome).toBe('fail')
    write('README.txt', 'hello', 1)
    expect((await outcomesOf({ backups: folder })).of('backups/stale').outcome).toBe('unknown')
    const { report, of } = await outcomesOf({ backups: join(folder, 'nowhere') })
    expect(of('backups/stale')).toMatchObject({ outcome: 'unknown', reason: 'there is no such folder or file' })
    expect(report.live!.targets[0]!.state).toBe('silent')
  })
})

describe('a manifest of backups', () => {
  const entry = (hours: number, more: object = {}): object => ({
    file: 's3://backups/app.dump',
    at: ago(hours),
    bytes: 9_000,
    ...more,
  })

  it('that is in order', async () => {
    const backups = [entry(2, { sha256: 'a'.repeat(64), restoreVerifiedAt: ago(1) }), entry(26), entry(50), entry(74)]
    const { of } = await outcomesOf({ backups: manifest({ rpoHours: 6, backups }) })
    for (const rule of ['backups/stale', 'backups/shrunk', 'backups/no-checksum', 'backups/restore-unverified'])
      expect({ rule, outcome: of(rule).outcome }).toEqual({ rule, outcome: 'pass' })
  })

  it('whose newest backup is older than may be lost, and was never restored', async () => {
    const { of } = await outcomesOf({ backups: manifest({ rpoHours: 6, backups: [entry(8)] }) })
    expect(of('backups/stale').findings[0]).toMatchObject({ severity: 'critical' })
    expect(of('backups/restore-unverified').outcome).toBe('fail')
  })

  it('as the documentation shows one', () => {
    const [, text] = /```json\n([\s\S]*?)```/.exec(readFileSync(DOCUMENT, 'utf8'))!
    expect(readManifest(text!, 'manifest.json')).toMatchObject({
      rpoHours: 24,
      backups: [{ hasChecksum: true, tool: 'pg_dump', toolVersion: '17.6', restoreVerifiedAt: expect.any(String) }],
    })
  })

  it('is read when it lies in the folder', async () => {
    writeFileSync(join(folder, 'backups.json'), JSON.stringify({ backups: [entry(2)] }))
    expect((await outcomesOf({ backups: folder })).of('backups/restore-unverified').outcome).toBe('fail')
  })

  it.each([
    ['{', 'is no JSON'],
    ['[]', 'has no list "backups"'],
    ['{"backups":[{"file":"a"}]}', 'entry 1 needs "file", "at" (ISO 8601) and "bytes"'],
    ['{"backups":[{"file":"a","at":"soon","bytes":1}]}', 'entry 1 needs'],
    ['{"backups":[null]}', 'entry 1 is no object'],
  ])('that is none: %s', async (text, reason) => {
    const path = join(folder, 'manifest.json')
    writeFileSync(path, text)
    const { report } = await outcomesOf({ backups: path })
    expect(report.live!.targets[0]).toMatchObject({ state: 'silent', reason: expect.stringContaining(reason) })
  })
})

const tool = findBinary({ program: 'pg_dump', folders: ['/usr/lib/postgresql/*/bin'], package: 'postgresql' })

describeWith('dumps of PostgreSQL', 'missing' in tool ? tool : findPostgres(), ({ start }) => {
  it(
    'say what made them, whatever their form',
    async () => {
      await using server = await start()
      const { path: program } = tool as { path: string }
      const dump = (...words: string[]): Buffer => execFileSync(program, [...words, server.url])
      const version = /\d+(\.\d+)*/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))![0]
      write('plain.sql', dump(), 1)
      write('packed.sql.gz', gzipSync(dump()), 1)
      write('custom.dump', dump('--format=custom'), 1)
      dump('--format=directory', `--file=${join(folder, 'parts')}`)
      const { backups } = await readFolder(folder)
      expect(backups.map(({ file, tool: name, toolVersion }) => `${file} ${name} ${toolVersion}`).toSorted()).toEqual(
        ['custom.dump', 'packed.sql.gz', 'parts', 'plain.sql'].map((file) => `${file} pg_dump ${version}`),
      )
      const same = await outcomesOf({ backups: folder, databaseUrl: server.url })
      expect(same.of('backups/version-mismatch').outcome).toBe('pass')

      rmSync(folder, { recursive: true })
      write(
        'old.sql',
        dump()
          .toString()
          .replace(/^-- Dumped by pg_dump version .*$/m, '-- Dumped by pg_dump version 9.6.24'),
        200,
      )
      const older = await outcomesOf({ backups: folder, databaseUrl: server.url })
      expect(older.of('backups/version-mismatch').findings[0]).toMatchObject({
        severity: 'critical',
        message: expect.stringContaining('pg_dump 9.6.24'),
      })
    },
    SLOW_MS,
  )
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ShipworthyError } from '../../../errors.ts'
import { project } from '../../rules/example-kit.ts'
import { runAudit } from '../../run-audit.ts'
import { diskReader } from '../project/disk-reader.ts'
import { memoryReader } from '../project/memory-reader.ts'
import { loadFacts } from './load-facts.ts'
import { recordReader } from './record-reader.ts'
import { saveFacts } from './save-facts.ts'

const FILES = project('express@5', {
  'server.js': "const app = require('express')()\napp.listen(3000)\n",
  'broken.yaml/Dockerfile': 'FROM node\n',
})

function saved(files: Record<string, string> = FILES, isIgnored?: (path: string) => boolean): string {
  const recording = recordReader(memoryReader(files), isIgnored)
  runAudit(recording)
  return saveFacts(recording, 'shipworthy 1.2.3')
}

function failureOf(text: string): ShipworthyError {
  try {
    loadFacts(text, 'facts.json')
  } catch (error) {
    expect(error).toBeInstanceOf(ShipworthyError)
    return error as ShipworthyError
  }
  throw new Error('it was accepted')
}

describe('what cannot be loaded', () => {
  const good = JSON.parse(saved()) as Record<string, unknown>
  const changed = (changes: object): string => JSON.stringify({ ...good, ...changes })
  const BAD: [name: string, text: string, reason: RegExp][] = [
    ['no JSON', '{ "version": 1,', /^it is not JSON \(/],
    ['nothing', '', /^it is not JSON \(/],
    ['a list', '[]', /^it is not a JSON object$/],
    ['null', 'null', /^it is not a JSON object$/],
    ['some other JSON', '{ "name": "api", "dependencies": {} }', /^it does not look like saved facts$/],
    ['a report', '{ "version": 1, "results": [] }', /^it does not look like saved facts$/],
    [
      'a later version',
      changed({ version: 2 }),
      /^it has version 2 of the format, and this shipworthy reads version 1$/,
    ],
    ['a version that is a text', changed({ version: '1' }), /^it has version "1" of the format/],
    ['no name', changed({ name: undefined }), /^name is not a text$/],
    ['files that are paths', changed({ files: ['a.js'] }), /^files is not a list of \{ path, tracked \}$/],
    ['outer files that are none', changed({ outerFiles: {} }), /^outerFiles is not a list/],
    ['texts that are none', changed({ texts: { 'a.js': 1 } }), /^texts is not an object of texts$/],
    ['a list of texts', changed({ texts: [] }), /^texts is not an object of texts$/],
    [
      'credentials without a line',
      changed({ credentials: [{ path: 'a.js' }] }),
      /^credentials is not a list of \{ path, line/,
    ],
    ['git that is a word', changed({ git: 'yes' }), /^git is not true or false$/],
  ]
  for (const [name, text, reason] of BAD)
    it(`${name}: says why, and where`, () => {
      const { code, message } = failureOf(text)
      expect(code).toBe('SW_ERR_FACTS_INVALID')
      expect(message).toContain('facts.json')
      expect(message.replace(/^.*cannot be audited: /, '')).toMatch(reason)
    })
})

describe('what is saved', () => {
  it('is versioned, says what saved it, and is laid out for a person', () => {
    const text = saved()
    expect(text.startsWith('{\n  "version": 1,\n  "tool": "shipworthy 1.2.3",\n  "name": "example",\n')).toBe(true)
    expect(text.endsWith('}\n')).toBe(true)
    expect((JSON.parse(text) as { texts: object }).texts).toHaveProperty(['server.js'], FILES['server.js'])
  })

  it('leaves out what the configuration ignores', () => {
    const files = { ...FILES, 'legacy/old.js': "console.log('old')\n" }
    const text = saved(files, (path) => path.startsWith('legacy/'))
    expect(text).not.toContain('legacy')
    expect(saved(files)).toContain('legacy/old.js')
  })

  it('keeps why a file could not be read, and names that mean something to JavaScript', () => {
    const text = saved({
      ...FILES,
      '.env': '\0',
      'lib/__proto__': 'x',
      'constructor/Dockerfile': 'FROM node:22\nCMD node server.js\n',
    })
    const reader = loadFacts(text, 'facts.json')
    expect(reader.read('.env')).toEqual({ problem: 'binary file' })
    expect(reader.read('constructor/Dockerfile')).toEqual({ text: 'FROM node:22\nCMD node server.js\n' })
    expect(reader.read('toString')).toEqual({ problem: 'it was not read when the facts were saved' })
  })

  it('can be audited where the project is not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-facts-'))
    try {
      for (const [path, text] of Object.entries({
        'package.json': FILES['package.json']!,
        'server.js': FILES['server.js']!,
      }))
        writeFileSync(join(folder, path), text)
      const recording = recordReader(diskReader(folder))
      const original = runAudit(recording)
      writeFileSync(join(folder, 'facts.json'), saveFacts(recording, 'shipworthy'))
      const facts = readFileSync(join(folder, 'facts.json'), 'utf8')
      rmSync(folder, { recursive: true })
      const replayed = runAudit(loadFacts(facts, 'facts.json'))
      expect(replayed.results).toEqual(original.results)
      expect(replayed.target).toEqual(original.target)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KIT_ERRORS, KitError } from './kit-error.ts'

describe('the errors of the kit', () => {
  it('say of every one what happened and what to do, in a sentence', () => {
    for (const [code, { message, remedy }] of Object.entries(KIT_ERRORS)) {
      expect(code).toMatch(/^SW_ERR_KIT_[A-Z]+(_[A-Z]+)*$/)
      expect(message, code).not.toMatch(/[.!]$/)
      expect(remedy, code).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('are all thrown somewhere', () => {
    const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => !/kit-error|\.test\./.test(file))
    const sources = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n')
    expect(Object.keys(KIT_ERRORS).filter((code) => !sources.includes(`KitError('${code}'`))).toEqual([])
  })

  it('fill in their texts once and keep their cause', () => {
    const cause = new Error('no')
    const error = new KitError('SW_ERR_KIT_PART_TIMEOUT', { part: '{verb}', verb: 'stop', timeoutMs: 10 }, cause)
    expect(error.message).toBe('{verb} did not stop within 10 ms')
    expect(error.remedy).toBe('Find out what {verb} waits for, or give it another `timeoutMs`.')
    expect(error).toMatchObject({ name: 'KitError', code: 'SW_ERR_KIT_PART_TIMEOUT', cause })
  })
})

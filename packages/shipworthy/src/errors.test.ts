import { describe, expect, it } from 'vitest'
import { ERRORS, ShipworthyError } from './errors.ts'

describe('the error catalogue', () => {
  it('says of every error what happened and what to do, in a sentence', () => {
    for (const [code, { message, remedy }] of Object.entries(ERRORS)) {
      expect(code).toMatch(/^SW_ERR_[A-Z]+(_[A-Z]+)*$/)
      expect(message, code).not.toMatch(/[.!]$/)
      expect(remedy, code).toMatch(/^[A-Z].*\.$/)
    }
  })
})

describe('ShipworthyError', () => {
  const cause = new Error('EACCES')
  const values = { path: '/srv/{app}', reason: 'permission denied' }
  const error = ShipworthyError.of('SW_ERR_TARGET_UNREADABLE', values, cause)

  it('fills in its texts once and keeps its cause', () => {
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toBe('/srv/{app} cannot be listed: permission denied')
    expect(error).toMatchObject({ name: 'ShipworthyError', code: 'SW_ERR_TARGET_UNREADABLE', exitCode: 2, cause })
    expect(error.docs).toBe('docs/errors/README.md#sw_err_target_unreadable')
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readServerAnswer } from './server-answer.ts'

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')
const ALERT = hex('15 0301 0002 02 46')
const HELLO = Buffer.concat([hex('16 0303 002a 02 000026 0303'), Buffer.alloc(32, 7), hex('00 c02f 00')])

it('reads what was chosen', () => {
  expect(readServerAnswer(HELLO)).toEqual({ kind: 'hello', version: 0x0303, cipher: 0xc02f })
})

it('reads a refusal, and goes on after a warning', () => {
  expect(readServerAnswer(ALERT)).toEqual({ kind: 'alert', code: 70 })
  const warning = hex('15 0303 0002 01 70')
  expect(readServerAnswer(warning)).toBeUndefined()
  expect(readServerAnswer(Buffer.concat([warning, HELLO]))).toMatchObject({ kind: 'hello' })
})

it('waits for the rest of what comes in pieces', () => {
  for (const whole of [ALERT, HELLO])
    for (let length = 0; length < whole.length; length++)
      expect(readServerAnswer(whole.subarray(0, length))).toBeUndefined()
})

it('takes anything else for something else, and never fails', () => {
  expect(readServerAnswer(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))).toEqual({ kind: 'other' })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isHandshake) => {
      const head = isHandshake ? hex('16 0303') : Buffer.alloc(0)
      readServerAnswer(Buffer.concat([head, bytes]))
    }),
  )
})

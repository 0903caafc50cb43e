import { describe, expect, it } from 'vitest'
import { lazyConnection } from './lazy-connection.ts'

/** Connects as often as it is asked to; each connection has a number. */
function sample({ failures = 0 } = {}) {
  const lost = new Set<number>()
  const ended: number[] = []
  let made = 0
  const lazy = lazyConnection(async () => {
    const connection = ++made
    if (connection <= failures) throw new Error('refused')
    return { connection, isLost: () => lost.has(connection), end: async () => void ended.push(connection) }
  })
  return { ...lazy, lost, ended, made: () => made }
}

describe('a connection made when it is needed', () => {
  it('is one for all that ask, and another one only when it was lost', async () => {
    const { get, lost, made } = sample()
    expect(made()).toBe(0)
    expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1])
    lost.add(1)
    expect(await Promise.all([get(), get()])).toEqual([2, 2])
  })

  it('is tried again after a failure, not remembered as one', async () => {
    const { get } = sample({ failures: 1 })
    await expect(Promise.all([get(), get()])).rejects.toThrow('refused')
    expect(await get()).toBe(2)
  })

  it('ends, also one that is only being made, and is not made again', async () => {
    const { get, close, ended, made } = sample()
    const asked = get()
    await close()
    expect([await asked, ended]).toEqual([1, [1]])
    await expect(get()).rejects.toThrow('the connection is closed')
    expect(made()).toBe(1)
  })

  it('that never came about has no end to wait for', async () => {
    const { get, close } = sample({ failures: 1 })
    await expect(get()).rejects.toThrow('refused')
    await close()
  })
})

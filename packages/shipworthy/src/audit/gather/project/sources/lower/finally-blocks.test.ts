import { describe, expect, it } from 'vitest'
import { parseSource } from '../parse-source.ts'

/** Text of the blocks that a `finally` follows, and of the block itself. */
function blocksOf(text: string): [string, string][] {
  const parsed = parseSource('a.js', text)
  if (!('functions' in parsed)) throw new Error('it should parse')
  return parsed.functions.flatMap(({ finallies }) =>
    finallies.map(({ from, to, finallyFrom, finallyTo }): [string, string] => [
      text.slice(from, to),
      text.slice(finallyFrom, finallyTo),
    ]),
  )
}

describe('finally blocks', () => {
  it('are kept with the try block before them', () => {
    expect(blocksOf('try { a() } finally { b() }')).toEqual([['{ a() }', '{ b() }']])
  })

  it('cover the handler too', () => {
    expect(blocksOf('try { a() } catch { c() } finally { b() }')).toEqual([['{ a() } catch { c() }', '{ b() }']])
  })

  it('belong to the function they stand in', () => {
    expect(blocksOf('const f = () => { try { a() } finally { b() } }\ntry { c() } catch {}')).toEqual([
      ['{ a() }', '{ b() }'],
    ])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { execCommand, shellCommands } from './shell-words.ts'

/** A word as a shell takes it, whatever is in it. */
const singleQuoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
const doubleQuoted = (word: string): string => `"${word.replace(/["\\$`]/g, '\\$&')}"`
const escaped = (word: string): string => word.replace(/[^\w/.:-]/g, '\\$&')

/** What a shell does not take for a variable: no `=`, or not at the start. */
const word = fc
  .oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom("it's", '"', "''", '\\', '$HOME', '`x`', 'a b', '&&', '|', ';', '(', '\n'),
  )
  .filter((text) => !/^[A-Za-z_]\w*=/.test(text))

describe('shellCommands', () => {
  it('gives words back as they were quoted', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(singleQuoted, doubleQuoted),
        (words, quote) => {
          expect(shellCommands(words.map(quote).join(' '))).toEqual([{ variables: {}, words }])
        },
      ),
    )
  })

  it('gives words back whose every special character was escaped', () => {
    const line = fc.string({ minLength: 1 }).filter((text) => !/\n|^[A-Za-z_]\w*=/.test(text))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (words) => {
        expect(shellCommands(words.map(escaped).join(' '))[0]?.words).toEqual(words)
      }),
    )
  })

  it('keeps apart what separators keep apart', () => {
    const separator = fc.constantFrom('&&', '||', ';', '|', '&', '\n', ' && ', ' ;\n')
    const plain = fc.string({ unit: fc.constantFrom(...'abc/.-123'), minLength: 1, maxLength: 6 })
    const commands = fc.array(fc.tuple(fc.array(plain, { minLength: 1, maxLength: 4 }), separator), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(commands, (parts) => {
        const line = parts.map(([words, between]) => `${words.join(' ')}${between}`).join('')
        expect(shellCommands(line).map(({ words }) => words)).toEqual(parts.map(([words]) => words))
      }),
    )
  })

  it('takes assignments in front of a command for its variables, and only those', () => {
    expect(shellCommands('NODE_ENV=production PORT="80 80" node server.js A=b')).toEqual([
      { variables: { NODE_ENV: 'production', PORT: '80 80' }, words: ['node', 'server.js', 'A=b'] },
    ])
    expect(shellCommands('A=1 && node x')).toEqual([
      { variables: { A: '1' }, words: [] },
      { variables: {}, words: ['node', 'x'] },
    ])
  })

  it('takes anything, and never gives more than it was given', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', "'", '\\', '&&', '$(', '`', '<<EOF', '\n', 'A=', '#'),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const line = pieces.join('')
        const words = shellCommands(line).flatMap(({ variables, words: own }) => [
          ...Object.entries(variables).flat(),
          ...own,
        ])
        expect(words.join('').length).toBeLessThanOrEqual(line.length)
      }),
    )
  })
})

it('execCommand passes words on as they are', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      expect(execCommand(words)).toEqual({ variables: {}, words })
    }),
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shellCommands } from '../entries/shell-words.ts'
import { parseShell } from './parse-shell.ts'
import type { ShellPipeline } from './shell-program.ts'

const words = ({ commands }: ShellPipeline): string => commands.map((command) => command.words.join(' ')).join(' | ')
const linesOf = (text: string): string[] => parseShell(text).pipelines.map(words)

describe('parseShell', () => {
  const TEXTS: [name: string, text: string, pipelines: string[]][] = [
    ['pipes and lists', 'a 1 | b && c || d; e &', ['a 1 | b', 'c', 'd', 'e']],
    ['comments', 'a # | b\n# c\nd', ['a', 'd']],
    ['a word with # inside', 'curl http://x/#top', ['curl http://x/#top']],
    ['continued lines', 'pg_dump \\\n  app \\\n | gzip', ['pg_dump app | gzip']],
    ['a pipe at the end of a line', 'pg_dump app |\n  gzip', ['pg_dump app | gzip']],
    ['quotes', `echo "a | b" 'c; d' e\\ f`, ['echo a | b c; d e f']],
    ['if', 'if a | b; then c; else d; fi', ['a | b', 'c', 'd']],
    ['for', 'for x in a b; do c $x; done', ['c $x']],
    ['while read', 'while read -r x; do c; done < list', ['read -r x', 'c']],
    ['case', 'case "$1" in\n  start|run) a | b ;;\n  *) c ;;\nesac\nd', ['a | b', 'c', 'd']],
    ['functions', 'run() {\n  a | b\n}\nrun', ['a | b', 'run']],
    ['a function with its keyword', 'function run { a; }\nrun', ['a', 'run']],
    ['a group into a pipe', '( a; b ) | c', ['a', 'b | c']],
    ['braces into a pipe', '{ a; b; } | c', ['a', 'b | c']],
    ['a loop into a pipe', 'for x in 1; do a; done | b', ['a | b']],
    ['a pipe into a loop', 'a | while read x; do b; done', ['a | read x', 'b']],
    ['substitutions', 'x=$(a | b) c "`d`"', ['a | b', 'd', 'c `d`']],
    ['arithmetic', 'x=$((1 | 2)); a', ['', 'a']],
    ['process substitution', 'diff <(a) <(b)', ['a', 'b', 'diff <(a) <(b)']],
    ['heredocs', 'cat <<EOF | a\nb | c\nEOF\nd', ['cat | a', 'd']],
    ['heredocs with tabs', 'cat <<-"EOF"\n\tb\n\tEOF\nd', ['cat', 'd']],
    ['redirections', 'a > out.gz 2>&1 | b', ['a | b']],
    ['windows lines', 'a\r\nb | c\r\n', ['a', 'b | c']],
    ['an array', 'x=(a b c)\nd', ['', 'd']],
  ]
  for (const [name, text, pipelines] of TEXTS) it(name, () => expect(linesOf(text)).toEqual(pipelines))

  it('keeps redirections, heredocs, variables and lines', () => {
    const [first, second] = parseShell(
      '#!/bin/sh\nPGPASSWORD=x pg_dump app > /b/app.sql 2>/dev/null\npsql <<SQL\nselect 1\nSQL\n',
    ).pipelines
    expect(first!.commands[0]).toEqual({
      variables: { PGPASSWORD: 'x' },
      words: ['pg_dump', 'app'],
      redirections: [
        { operator: '>', target: '/b/app.sql' },
        { operator: '2>', target: '/dev/null' },
      ],
      line: 2,
    })
    expect(second!.commands[0]).toMatchObject({ words: ['psql'], heredoc: 'select 1\n', line: 3 })
  })

  const PIPEFAIL: [text: string, has: boolean][] = [
    ['a | b', false],
    ['set -o pipefail\na | b', true],
    ['set -euo pipefail\na | b', true],
    ['set -e -o pipefail\na | b', true],
    ['#!/bin/bash -eo pipefail\na | b', true],
    ['#!/usr/bin/env -S bash -euo pipefail\na | b', true],
    ['set -o pipefail\nset +o pipefail\na | b', false],
    ['( set -o pipefail; c )\na | b', false],
    ['set -eu\na | b', false],
    ['# set -o pipefail\na | b', false],
  ]
  for (const [text, has] of PIPEFAIL)
    it(`${JSON.stringify(text)} ${has ? 'has' : 'lacks'} pipefail`, () => {
      expect(parseShell(text).pipelines.findLast(({ commands }) => commands.length > 1)?.hasPipefail).toBe(has)
    })

  it('knows what asks for the exit status, and the function around', () => {
    const { pipelines, functions } = parseShell('dump() {\n  if a | b; then c; fi\n}\n! d || e\n')
    expect(functions).toEqual(['dump'])
    expect(pipelines).toMatchObject([
      { isCondition: true, function: 'dump', line: 2 },
      { isCondition: false, function: 'dump' },
      { isNegated: true, after: '||' },
      { before: '||' },
    ])
  })

  it('knows what stands in a branch', () => {
    const text = 'a\nif b; then c; elif d; then e; else f; fi\ng\ncase x in y) h ;; esac\ni\nfor x in 1; do j; done\nk'
    const inBranch = parseShell(text).pipelines.filter((pipeline) => pipeline.isInBranch)
    expect(inBranch.map(words)).toEqual(['c', 'e', 'f', 'h', 'j'])
  })

  it('has the options of whoever runs it', () => {
    expect(parseShell('a | b', { pipefail: true }).pipelines[0]!.hasPipefail).toBe(true)
  })

  const PARTS = [
    ...'a b | || && & ; ;; ( ) { } $( ` " \' \\ \n << <<- EOF > 2>&1 < <( if then elif else fi for in do done while case esac'.split(
      ' ',
    ),
    ...'function f() set -o pipefail ! # ${ $(( )) x=( [[ ]]'.split(' '),
    '\n',
    '\r\n',
  ]
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...PARTS)).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...PARTS)).map((parts) => parts.join('')),
  )

  it('takes any text, and names only lines it has', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const count = text.split('\n').length
        for (const { commands, line } of parseShell(text).pipelines) {
          expect(commands.length).toBeGreaterThan(0)
          for (const number of [line, ...commands.map((command) => command.line)]) {
            expect(number).toBeGreaterThan(0)
            expect(number).toBeLessThanOrEqual(count)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('sees the commands that a line is split into', () => {
    const word = fc.string({ unit: fc.constantFrom(...'xyz/.-12'), minLength: 1, maxLength: 6 })
    const command = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => `run ${all.join(' ')}`)
    const line = fc
      .array(fc.tuple(command, fc.constantFrom(' && ', ' | ', '; ', ' || ', '\n')), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.flat().join(''))
    fc.assert(
      fc.property(line, (text) => {
        const seen = parseShell(text).pipelines.flatMap(({ commands }) => commands.map((one) => one.words))
        expect(seen).toEqual(shellCommands(text).map((one) => one.words))
      }),
    )
  })

  it('reads a long text', () => {
    const text = '$( ( "'.repeat(20_000)
    expect(parseShell(text).pipelines.length).toBeGreaterThanOrEqual(0)
    expect(parseShell('a | b\n'.repeat(20_000)).pipelines).toHaveLength(20_000)
  })
})

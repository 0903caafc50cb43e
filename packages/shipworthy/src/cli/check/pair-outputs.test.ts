import { describe, expect, it } from 'vitest'
import type { Format } from '../formats.ts'
import { pairOutputs } from './pair-outputs.ts'

function pairs(formats: Format[], outputs: string[]): string[] {
  return pairOutputs(formats, outputs).map(({ format, path }) => `${format} > ${path ?? 'stdout'}`)
}

describe('pairOutputs', () => {
  it('prints the terminal report when nothing is asked for', () => {
    expect(pairs([], [])).toEqual(['terminal > stdout'])
    expect(pairs([], ['-'])).toEqual(['terminal > stdout'])
  })

  it('pairs in order where names say nothing', () => {
    expect(pairs(['json', 'html', 'terminal'], ['a', 'b'])).toEqual(['json > a', 'html > b', 'terminal > stdout'])
    expect(pairs(['json', 'html'], ['-', 'b'])).toEqual(['json > stdout', 'html > b'])
  })

  it('lets the name of a file choose among the formats', () => {
    expect(pairs(['terminal', 'json'], ['report.json'])).toEqual(['json > report.json', 'terminal > stdout'])
    expect(pairs(['json', 'html'], ['b.HTM', 'a.json'])).toEqual(['html > b.HTM', 'json > a.json'])
    expect(pairs(['html'], ['a.json', 'page'])).toEqual(['json > a.json', 'html > page'])
  })

  it('knows the ending of each format', () => {
    const files = ['a.sarif', 'b.sarif.json', 'c.xml', 'd.md', 'e.svg', 'f.json', 'g.html', 'h.txt']
    expect(pairs([], files)).toEqual([
      'sarif > a.sarif',
      'sarif > b.sarif.json',
      'junit > c.xml',
      'markdown > d.md',
      'badge > e.svg',
      'json > f.json',
      'html > g.html',
      'terminal > h.txt',
    ])
    expect(pairs(['json', 'sarif'], ['report.json', 'out.sarif.json'])).toEqual([
      'json > report.json',
      'sarif > out.sarif.json',
    ])
  })

  it('follows the format that was named against the name of the file', () => {
    expect(pairs(['json'], ['report.html'])).toEqual(['json > report.html'])
  })

  it('refuses what cannot be', () => {
    expect(() => pairs(['json', 'html'], [])).toThrow('only one format can go to stdout')
    expect(() => pairs(['json'], ['a', 'b'])).toThrow('no --format goes with the output "b"')
    expect(() => pairs([], ['a.json', './a.json'])).toThrow('"./a.json" is given as an output twice')
  })
})

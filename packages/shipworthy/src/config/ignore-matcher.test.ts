import { describe, expect, it } from 'vitest'
import { createIgnoreMatcher } from './ignore-matcher.ts'

describe('createIgnoreMatcher', () => {
  it('reads globs like lines of a .gitignore', () => {
    const isIgnored = createIgnoreMatcher(['legacy/', '*.gen.ts', '/root.js', './here.js', '!legacy.gen.ts'])
    const ignored = ['legacy/a.js', 'src/legacy/b/c.js', 'src/x.gen.ts', 'root.js', 'here.js']
    const kept = ['legacy.js', 'src/root.js', 'src/here.js', 'src/legacy.gen.ts', 'x.gen.tsx']
    expect(ignored.filter((path) => !isIgnored(path))).toEqual([])
    expect(kept.filter((path) => isIgnored(path))).toEqual([])
  })

  it('takes any name a file can have', () => {
    const isIgnored = createIgnoreMatcher(['a*'])
    expect(['..a', 'b\n', ' ', '\u001b', '.../a', '<b>', '\\'].map((path) => isIgnored(path))).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
      false,
    ])
  })
})

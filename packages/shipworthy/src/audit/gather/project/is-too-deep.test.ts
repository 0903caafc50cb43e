import { expect, it } from 'vitest'
import { gatherProject } from './gather-project.ts'
import { isTooDeep } from './is-too-deep.ts'
import { memoryReader } from './memory-reader.ts'

const bomb = '['.repeat(50_000)

it('takes brackets inside of strings for text', () => {
  expect(isTooDeep(JSON.stringify({ scripts: { a: bomb } }))).toBe(false)
})

it('lists settings that nest without end as unreadable and reads the rest', () => {
  const files = {
    'package.json': '{"name":"shop"}',
    'api/package.json': bomb,
    'tsconfig.json': bomb,
    'vercel.json': bomb,
  }
  const facts = gatherProject(memoryReader(files), { filter: { matches: () => true } })
  expect(facts.packages.map(({ path }) => path)).toEqual(['package.json'])
  expect(facts.unreadable.map(({ path }) => path)).toEqual(['api/package.json', 'tsconfig.json', 'vercel.json'])
})

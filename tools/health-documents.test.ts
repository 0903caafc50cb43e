import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './root.ts'

it('the document of health checks has every one of them, with a snippet', () => {
  const sources = readFileSync(join(ROOT, 'packages/health/src/checks/checks.generated.ts'), 'utf8')
  const names = [...sources.matchAll(/export \{ (\w+) \}/g)].map(([, name]) => name!)
  const document = readFileSync(join(ROOT, 'docs/health/checks.md'), 'utf8')
  const sections = document.split(/^### /m).slice(1)
  expect(sections.map((section) => section.split('\n')[0]).toSorted()).toEqual(names.toSorted())
  for (const section of sections) expect(section).toMatch(/^```ts\n.*from '@shipworthy\/health\/checks'/ms)
})

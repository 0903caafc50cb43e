import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLocalTier } from './local-tier.ts'

const keys = fc.constantFrom('a:1', 'a:2', 'a:2:x', 'b:1', 'b:2', 'c')
const tags = fc.uniqueArray(fc.constantFrom('red', 'blue'))
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('set' as const), key: keys, json: fc.string({ maxLength: 300 }), tags }),
    fc.record({ do: fc.constant('get' as const), key: keys }),
    fc.record({ do: fc.constant('delete' as const), key: keys }),
    fc.record({ do: fc.constant('deleteTag' as const), tag: fc.constantFrom('red', 'blue') }),
    fc.record({ do: fc.constant('deletePrefix' as const), prefix: fc.constantFrom('a:', 'a:2:', 'b:', '') }),
  ),
  { maxLength: 80 },
)

it('holds what was used last, within its bounds, whatever is done with it', () => {
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 200, max: 1500 }),
      (todo, maxEntries, maxBytes) => {
        const tier = createLocalTier({ maxEntries, maxBytes })
        /** Used longest ago first. */
        let model: { key: string; json: string; tags: string[] }[] = []
        const sizeOf = ({ key, json }: { key: string; json: string }) =>
          200 + Buffer.byteLength(json) + Buffer.byteLength(key)
        const sum = () => model.reduce((total, entry) => total + sizeOf(entry), 0)
        for (const step of todo) {
          if (step.do === 'set') {
            tier.set(step.key, { json: step.json, tags: step.tags, freshUntilMs: 1, usableUntilMs: 1 })
            model = model.filter(({ key }) => key !== step.key)
            if (sizeOf(step) <= maxBytes) model.push(step)
            while (model.length > maxEntries || sum() > maxBytes) model.shift()
          } else if (step.do === 'get') {
            const there = model.find(({ key }) => key === step.key)
            expect(tier.get(step.key, 0)?.json).toBe(there?.json)
            if (there) model = [...model.filter((entry) => entry !== there), there]
          } else if (step.do === 'delete') {
            tier.delete(step.key)
            model = model.filter(({ key }) => key !== step.key)
          } else if (step.do === 'deleteTag') {
            tier.deleteTag(step.tag)
            model = model.filter((entry) => !entry.tags.includes(step.tag))
          } else {
            tier.deletePrefix(step.prefix)
            model = model.filter(({ key }) => !key.startsWith(step.prefix))
          }
          expect(tier.size).toBe(model.length)
          expect(tier.bytes).toBe(sum())
        }
      },
    ),
  )
})

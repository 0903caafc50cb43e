import type { This } from '../../facts/expression.ts'
import type { ClassFact, SourceFile } from '../../facts/source.ts'
import { gravest, lazily, type Origin, unclear } from './origin.ts'
import type { Path } from './access.ts'
import type { OriginTracer } from './origin-tracer.ts'
import type { Place } from './place.ts'

/** `this.name`: what the class, wherever in its text, puts there. */
export function traceThis(tracer: OriginTracer, { at }: This, path: Path, place: Place): Origin {
  const [key, ...rest] = path
  const { file } = place
  const owner = classAround(file, at)
  if (!owner || key === undefined || key === null) return unclear('it hangs on `this`')
  const field = owner.members.find(({ kind, name }) => kind === 'field' && name === key)
  const writes = tracer.evaluator
    .index(file)
    .thisAssignments(key)
    .filter((write) => write.at >= owner.at && write.at <= owner.end)
  if (field?.value === undefined && writes.length === 0) return unclear(`where this.${key} is set was not found`)
  return tracer.once(`this ${file.path}#${owner.at}.${key}`, () =>
    gravest(
      (function* origins() {
        if (field?.value !== undefined)
          yield tracer.trace(field.value, rest, fieldPlace(file, field.function ?? owner.function))
        yield* lazily(writes, ({ value, function: fn, guard }) =>
          tracer.trace(value, rest, { file, function: fn, guard, tests: [] }),
        )
      })(),
    ),
  )
}

function fieldPlace(file: SourceFile, index: number): Place {
  return { file, function: index, guard: -1, tests: [] }
}

function classAround(file: SourceFile, at: number): ClassFact | undefined {
  let best: ClassFact | undefined
  for (const fact of file.classes) {
    if (fact.at <= at && at <= fact.end && (!best || fact.end - fact.at < best.end - best.at)) best = fact
  }
  return best
}

import type { CallEvent } from '../execution/call-event.ts'
import type { Maker } from './makers.ts'
import type { ProfileContext } from './profile-context.ts'
import { mergeTraits, type Trait } from './trait.ts'

/** What the program makes of a table of makers, each by the name a reader knows. */
export function makerTraits(context: ProfileContext, makers: readonly Maker[]): Trait[] {
  const { program } = context.views
  const found = makers.flatMap(({ title, makes, packages }) =>
    packages
      .flatMap((name) => [...program.ofPackage(name)])
      .filter((event: CallEvent) => makes.test(event.name))
      .map((event) => context.event(title, event)),
  )
  return mergeTraits(found)
}

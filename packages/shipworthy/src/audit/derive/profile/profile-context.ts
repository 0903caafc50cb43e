import type { SourceFile } from '../../facts/source.ts'
import { packageNameOf } from '../../facts/tokens.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Force } from '../program/force.ts'
import type { Views } from '../views.ts'
import { explainForce } from './explain-force.ts'
import { traitAt, type Trait } from './trait.ts'

interface Place {
  file: SourceFile
  at: number
  force: Force
}

/** What the parts of the profile are made from. */
export interface ProfileContext {
  views: Views
  /** A trait seen at the name of a call, with the reason if it is not in force. */
  trait: (text: string, place: Place) => Trait
  event: (text: string, event: CallEvent) => Trait
  /** Loaded server files that name a package, be it in a comment. */
  naming: (packageName: string) => readonly string[]
}

export function createProfileContext(views: Views): ProfileContext {
  let places: Map<string, CallEvent[]> | undefined
  let names: Map<string, string[]> | undefined
  function reasonAt({ file, at, force }: Place): string | undefined {
    if (force === 'on') return undefined
    places ??= eventsByPlace(views.program.events)
    const events = places.get(`${file.path}:${at}`) ?? []
    const event = events.find((candidate) => candidate.force === force) ?? events[0]
    return event && explainForce(views.program, { ...event, force })
  }
  return {
    views,
    trait: (text, place) => traitAt(text, place.force, place, reasonAt(place)),
    event: (text, event) =>
      traitAt(text, event.force, { file: event.file, at: event.call.nameAt }, explainForce(views.program, event)),
    naming: (packageName) => (names ??= filesByPackage(views)).get(packageName) ?? [],
  }
}

function eventsByPlace(events: readonly CallEvent[]): Map<string, CallEvent[]> {
  const places = new Map<string, CallEvent[]>()
  for (const event of events) {
    const key = `${event.file.path}:${event.call.nameAt}`
    const known = places.get(key)
    if (known) known.push(event)
    else places.set(key, [event])
  }
  return places
}

function filesByPackage({ program }: Views): Map<string, string[]> {
  const files = new Map<string, string[]>()
  for (const path of program.modules) {
    const skim = program.evaluator.sources.skim(path)
    if (!skim || skim.client) continue
    for (const name of new Set(skim.specifiers.map(packageNameOf))) files.set(name, [...(files.get(name) ?? []), path])
  }
  return files
}

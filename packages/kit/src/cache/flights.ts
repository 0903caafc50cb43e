import { concerns, type Invalidation } from './invalidation.ts'

/** Something that is on its way into memory. */
export interface Flight {
  key: string
  /** What it brings was invalidated meanwhile: callers that were there before may have it, memory may not. */
  isOvertaken: boolean
}

export interface Flights<T> {
  /** Joins what is on its way for a key, or starts it. */
  join: (key: string, start: (flight: Flight) => Promise<T>) => Promise<T>
  /** On its own: for reading, which is not worth waiting for. */
  alone: <R>(key: string, start: (flight: Flight) => Promise<R>) => Promise<R>
  /** Nobody joins what an invalidation is about any more. */
  overtake: (invalidation: Invalidation) => void
}

export function createFlights<T>(): Flights<T> {
  const all = new Set<Flight>()
  const joinable = new Map<string, { flight: Flight; result: Promise<T> }>()

  async function alone<R>(key: string, start: (flight: Flight) => Promise<R>): Promise<R> {
    const flight = { key, isOvertaken: false }
    all.add(flight)
    try {
      return await start(flight)
    } finally {
      all.delete(flight)
    }
  }

  function join(key: string, start: (flight: Flight) => Promise<T>): Promise<T> {
    const present = joinable.get(key)
    if (present) return present.result
    const flight = { key, isOvertaken: false }
    const result = fly(flight, start)
    joinable.set(key, { flight, result })
    return result
  }

  async function fly(flight: Flight, start: (flight: Flight) => Promise<T>): Promise<T> {
    all.add(flight)
    try {
      return await start(flight)
    } finally {
      all.delete(flight)
      if (joinable.get(flight.key)?.flight === flight) joinable.delete(flight.key)
    }
  }

  return {
    join,
    alone,
    overtake(invalidation) {
      for (const flight of all) {
        // Which tags it will have is not known yet.
        if (invalidation.kind !== 'tag' && !concerns(invalidation, flight.key, [])) continue
        flight.isOvertaken = true
        if (joinable.get(flight.key)?.flight === flight) joinable.delete(flight.key)
      }
    },
  }
}

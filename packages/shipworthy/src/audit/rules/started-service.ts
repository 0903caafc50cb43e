import type { BadDatabaseStart, ProcessFacts, ServiceStop, SlowRequest } from '../facts/live/process-facts.ts'

/** A service of an example that was started and stopped; in order when nothing else is said. */
export function startedService(facts: Partial<ProcessFacts> = {}): ProcessFacts {
  return {
    command: 'node server.js',
    origin: 'http://127.0.0.1:41234',
    bootMs: 310,
    rest: {},
    stop: serviceStop(),
    ...facts,
  }
}

export function serviceStop(stop: Partial<ServiceStop> = {}): ServiceStop {
  return { limitMs: 30_000, exit: { code: 0, afterMs: 1_040 }, idleConnections: 2, left: [], slow: slow(), ...stop }
}

export function slow(request: Partial<SlowRequest> = {}): SlowRequest {
  const text = 'POST /a-path-that-does-not-exist, its body held back'
  return { text, usual: 404, status: 404, afterMs: 1_010, ...request }
}

/** The same request, cut off. */
export function cutRequest(afterMs: number): SlowRequest {
  const { text, usual } = slow()
  return { text, usual, problem: 'the connection is reset', afterMs }
}

export function badDatabaseStart(start: Partial<BadDatabaseStart> = {}): BadDatabaseStart {
  const attempts = { attempts: 1, lastAttemptMs: 240 }
  return { variables: ['DATABASE_URL'], waitedMs: 40_000, listens: false, health: [], ...attempts, ...start }
}

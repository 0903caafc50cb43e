import { http } from './http/http.ts'
import { faults } from './faults/faults.ts'
import type { AnyGatherer } from './live-gatherer.ts'
import { load } from './load/load.ts'
import { process } from './process/process.ts'

/** In the order in which they are asked: what disturbs least goes first. */
export const GATHERERS: readonly AnyGatherer[] = [http, load, faults, process]

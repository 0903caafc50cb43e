import type { HttpTrial } from './http-trial.ts'
import { badBodies } from './trials/bad-bodies.ts'
import { badIds } from './trials/bad-ids.ts'
import { compression } from './trials/compression.ts'
import { cors } from './trials/cors.ts'
import { defaultLogins } from './trials/default-logins.ts'
import { introspection } from './trials/introspection.ts'

/** In the order in which they run: what disturbs least goes first. */
export const HTTP_TRIALS: readonly HttpTrial[] = [compression, cors, badIds, introspection, badBodies, defaultLogins]

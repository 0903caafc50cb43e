export { createEmbeddedPool } from './create-embedded-pool.ts'
export type { EmbeddedClient, EmbeddedNotification } from './embedded-client.ts'
export type { EmbeddedOptions, EmbeddedPool } from './embedded-pool.ts'
export { KitError } from '../kit-error.ts'

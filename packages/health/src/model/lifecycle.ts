/** `starting` until `health.ready()`, `draining` from `health.drain()` on; both are not ready, and both are live. */
export type Lifecycle = 'starting' | 'ready' | 'draining'

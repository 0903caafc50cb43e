import type { Dependencies } from './dependencies.ts'

/** A server that runs in a process of its own and is asked for its health. */
export interface Running {
  /** Of the application. */
  port: number
  /** Of the probes, where they have one of their own. */
  probePort?: number
}

export interface Contender {
  name: string
  /** Paths it answers; what it has none for it is not measured at. */
  paths: { live?: string; ready?: string; app?: string }
  /** Name of the same server without health, which it is compared with on the application's own route. */
  without?: string
  start(dependencies: Dependencies): Promise<Running>
}

export const HOST = '127.0.0.1'
export const APP_PATH = '/orders/7'
export const ORDER = { order: 7, state: 'paid' }

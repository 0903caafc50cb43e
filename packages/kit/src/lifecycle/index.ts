export {
  createLifecycle,
  type HealthSignals,
  type Lifecycle,
  type LifecycleLog,
  type LifecycleOptions,
  type LifecycleState,
  type StopResult,
} from './create-lifecycle.ts'
export { runService, type ServiceOptions } from './run-service.ts'
export { STOP_ORDER, type Part, type Stage } from './part.ts'
export { drainServer, type Drain, type WebServer } from './drain-server.ts'
export { KitError } from '../kit-error.ts'

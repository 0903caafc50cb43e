/**
 * What the service is deployed as. `likely-production`: only NODE_ENV says so, which staging sets too.
 */
export type DeploymentMode = 'production' | 'likely-production' | 'other' | 'unknown'

/** Which variables the environment that is deployed to sets; their values are not kept. */
export interface EnvironmentFacts {
  /** The file that was given. */
  target: string
  names: string[]
  /** Those of the names that are set to nothing. */
  empty: string[]
  mode: DeploymentMode
  /** What says so: `APP_ENV=production`, `.env.staging`. */
  modeFrom?: string
}

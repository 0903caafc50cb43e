import type { LiveGatherer } from '../live-gatherer.ts'
import { deploymentMode } from './deployment-mode.ts'

const UNNAMED = 'the environment file'

/** Reads which variables are set where the service is deployed. Nothing is sent. */
export const environment: LiveGatherer<'environment'> = {
  part: 'environment',
  nameOf: ({ environment: variables, environmentFile }) => variables && (environmentFile ?? UNNAMED),
  gather: ({ environment: variables = new Map<string, string>(), environmentFile = UNNAMED }) =>
    Promise.resolve({
      target: environmentFile,
      names: [...variables.keys()],
      empty: [...variables].flatMap(([name, value]) => (value === '' ? [name] : [])),
      ...deploymentMode(variables, environmentFile),
    }),
}

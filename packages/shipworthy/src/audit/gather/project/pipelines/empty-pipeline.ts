import type { Pipeline } from '../../../facts/pipelines.ts'

export function emptyPipeline(path: string, provider: string): Pipeline {
  return {
    path,
    provider,
    commands: [],
    uses: [],
    triggers: [],
    triggerTypes: {},
    follows: [],
    jobs: [],
    environment: {},
    isAction: false,
    hidden: [],
  }
}

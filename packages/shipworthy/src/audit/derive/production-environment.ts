import type { ProjectFacts } from '../facts/project-facts.ts'
import { deploymentClass } from './entries/deployment-class.ts'
import type { EntryPoints } from './entries/entry-points.ts'
import { finalStages } from './entries/production-commands.ts'

/**
 * Variables that the deployment is known to set: `ENV` of the image, `environment` of compose, the start command's own.
 * `NODE_ENV` is `production` whatever they say, for that is what is audited.
 */
export function productionEnvironment(
  facts: Pick<ProjectFacts, 'dockerfiles' | 'composeFiles'>,
  { entries }: EntryPoints,
): ReadonlyMap<string, string> {
  const environment = new Map<string, string>()
  const set = (name: string, value: string): void => {
    if (!environment.has(name) && !value.includes('$')) environment.set(name, value)
  }
  for (const entry of entries) for (const [name, value] of Object.entries(entry.variables)) set(name, value)
  for (const { path, services } of facts.composeFiles) {
    if (deploymentClass(path) !== 'production') continue
    for (const { build, environment: variables } of services) {
      if (!build) continue
      for (const [name, { value }] of Object.entries(variables)) if (value !== null) set(name, value)
    }
  }
  for (const dockerfile of facts.dockerfiles) {
    if (deploymentClass(dockerfile.path) !== 'production') continue
    for (const stage of finalStages(dockerfile)) {
      for (const { keyword, text } of stage.instructions) {
        if (keyword === 'ENV') for (const [name, value] of environmentPairs(text)) set(name, value)
      }
    }
  }
  environment.set('NODE_ENV', 'production')
  return environment
}

/** `ENV A=1 B="two words"` and the older `ENV A 1`. */
export function environmentPairs(text: string): [string, string][] {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s]*)/g)]
  if (pairs.length > 0) return pairs.map(([, name, value]) => [name!, value!.replace(/^(["'])(.*)\1$/, '$2')])
  const single = /^([A-Za-z_]\w*)\s+(.+)$/.exec(text)
  return single ? [[single[1]!, single[2]!]] : []
}

import type { ProjectFacts } from '../facts/project-facts.ts'
import { isDatastoreImage } from './containers/base-images.ts'
import { deployedObjects } from './containers/pod-workloads.ts'
import { deploymentClass } from './entries/deployment-class.ts'
import type { EntryPoints } from './entries/entry-points.ts'
import { finalStages } from './entries/production-commands.ts'

/** Variables of one process: a start command, a compose service, an image. */
type Settings = ReadonlyMap<string, string>

/**
 * Variables that the deployment is known to set: the start command's own, `environment` of compose and `env` of pods,
 * `ENV` of the image. One that two processes set differently is not known. `NODE_ENV` is `production` whatever they
 * say, for that is what is audited.
 */
export function productionEnvironment(
  facts: Pick<ProjectFacts, 'dockerfiles' | 'composeProjects' | 'kubernetes'>,
  { entries }: EntryPoints,
): ReadonlyMap<string, string> {
  const known = new Map<string, string | undefined>()
  const levels = [
    entries.map(({ variables }) => new Map(Object.entries(variables))),
    [...composeSettings(facts), ...podSettings(facts)],
    imageSettings(facts),
  ]
  for (const level of levels) {
    const agreed = agreedSettings(level)
    for (const [name, value] of agreed) if (!known.has(name)) known.set(name, value)
  }
  known.set('NODE_ENV', 'production')
  return new Map([...known].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** What the processes of one level have in common; `undefined` where they differ. */
function agreedSettings(level: readonly Settings[]): Map<string, string | undefined> {
  const agreed = new Map<string, string | undefined>()
  for (const [name, value] of level.flatMap((settings) => [...settings])) {
    if (value.includes('$')) continue
    agreed.set(name, agreed.has(name) && agreed.get(name) !== value ? undefined : value)
  }
  return agreed
}

/** Of services that are built here, with what the file for production adds to them. */
function composeSettings({ composeProjects }: Pick<ProjectFacts, 'composeProjects'>): Settings[] {
  return composeProjects
    .filter(({ files }) => deploymentClass(files.at(-1)!) === 'production')
    .flatMap(({ services }) => services.filter(({ build }) => build))
    .map(({ environment }) => {
      const pairs = Object.entries(environment)
      return new Map(pairs.flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])))
    })
}

function podSettings({ kubernetes }: Pick<ProjectFacts, 'kubernetes'>): Settings[] {
  return deployedObjects(kubernetes)
    .flatMap(({ containers }) => containers)
    .filter(({ image = '' }) => !isDatastoreImage(image))
    .map(({ environment }) => new Map(Object.entries(environment)))
}

function imageSettings({ dockerfiles }: Pick<ProjectFacts, 'dockerfiles'>): Settings[] {
  return dockerfiles
    .filter(({ path }) => deploymentClass(path) === 'production')
    .map((dockerfile) => {
      const instructions = finalStages(dockerfile)
        .toReversed()
        .flatMap((stage) => stage.instructions)
      const variables = instructions.filter(({ keyword }) => keyword === 'ENV')
      return new Map(variables.flatMap(({ text }) => environmentPairs(text)))
    })
}

/** `ENV A=1 B="two words"` and the older `ENV A 1`. */
export function environmentPairs(text: string): [string, string][] {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s]*)/g)]
  if (pairs.length > 0) return pairs.map(([, name, value]) => [name!, value!.replace(/^(["'])(.*)\1$/, '$2')])
  const single = /^([A-Za-z_]\w*)\s+(.+)$/.exec(text)
  return single ? [[single[1]!, single[2]!]] : []
}

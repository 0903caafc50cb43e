import { classifyPath } from '../../facts/path-class.ts'
import { baseName } from '../../facts/paths.ts'

export type DeploymentClass = 'production' | 'development' | 'other'

/** Whether a Dockerfile, compose file or manifest describes what is deployed, by where it lies and what it is called. */
export function deploymentClass(path: string): DeploymentClass {
  const name = baseName(path)
  if (/(^|[._-])(dev|develop|development|devcontainer|gitpod|local|debug|watch|override)([._-]|$)/i.test(name))
    return 'development'
  if (
    /(^|[._-])(test|tests|testing|ci|e2e|integration|bench|example|sample|storybook|docs|cypress|playwright|smoke)([._-]|$)/i.test(
      name,
    )
  )
    return 'other'
  if (/(^|\/)(build|release|prod|production|deploy)(\/|$)/i.test(path) && /(^|\/)dev\//.test(path)) return 'production'
  if (/(^|\/)(\.devcontainer|dev|development|local|\.gitpod|\.docker-dev|docker-dev)(\/|$)/i.test(path))
    return 'development'
  // `test-migrations/docker-compose.yml`
  if (/(^|\/)(tests?|e2e)[-_][\w-]+\//i.test(path)) return 'other'
  const pathClass = classifyPath(path.replace(/\.[^/]*$/, ''))
  return pathClass === 'test' || pathClass === 'example' || pathClass === 'documentation' || pathClass === 'vendored'
    ? 'other'
    : 'production'
}

/** Whether a path says outright that what it describes is production, so that nobody could take it for anything else. */
export function saysProduction(path: string): boolean {
  return deploymentClass(path) === 'production' && /(^|[._/-])(prod|production|live)([._/-]|$)/i.test(path)
}

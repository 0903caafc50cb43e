import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { findConfig } from '../../config/find-config.ts'
import { repositoryFolder } from '../check/repository-folder.ts'
import { configTemplate } from './config-template.ts'
import { githubWorkflow } from './github-workflow.ts'
import { GITLAB_INCLUDE, gitlabJob } from './gitlab-job.ts'
import type { PlannedFile } from './planned-file.ts'

const CONFIG_NAME = 'shipworthy.config.jsonc'

/** What `init` writes for a project, and what it leaves alone. */
export function planFiles(dir: string, force: boolean): PlannedFile[] {
  const folder = repositoryFolder(dir)
  const root = join(
    dir,
    ...folder
      .split('/')
      .filter(Boolean)
      .map(() => '..'),
  )
  const kept = (path: string): Pick<PlannedFile, 'kept'> =>
    existsSync(path) && !force ? { kept: 'it is there already; --force writes it anew' } : {}
  const pipelines: PlannedFile[] = []
  const hasGitLab = existsSync(join(root, '.gitlab-ci.yml'))
  if (hasGitLab) {
    const path = join(root, '.gitlab/shipworthy.yml')
    pipelines.push({ path: shown(path), text: gitlabJob(folder), ...kept(path), hint: hintFor(root) })
  }
  if (!hasGitLab || existsSync(join(root, '.github/workflows'))) {
    const path = join(root, '.github/workflows/shipworthy.yml')
    pipelines.push({ path: shown(path), text: githubWorkflow(folder), ...kept(path) })
  }
  return [configFile(dir, kept), ...pipelines]
}

/** Two configurations would be an error, so another one is kept even with `--force`. */
function configFile(dir: string, kept: (path: string) => Pick<PlannedFile, 'kept'>): PlannedFile {
  const path = join(dir, CONFIG_NAME)
  const file = { path: shown(path), text: configTemplate() }
  if (existsSync(path)) return { ...file, ...kept(path) }
  const other = findConfig(dir).document?.path
  return other === undefined ? file : { ...file, kept: `${shown(other)} is the configuration already` }
}

function hintFor(root: string): string {
  return `To take it in, add this to ${shown(join(root, '.gitlab-ci.yml'))}:\n\n${GITLAB_INCLUDE}`
}

function shown(path: string): string {
  return relative('.', path).replaceAll('\\', '/')
}

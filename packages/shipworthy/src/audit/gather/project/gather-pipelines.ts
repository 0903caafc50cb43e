import type { Pipeline } from '../../facts/pipelines.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { circleciPipelines } from './pipelines/circleci-pipeline.ts'
import { genericPipeline, jenkinsPipeline } from './pipelines/generic-pipeline.ts'
import { githubPipeline } from './pipelines/github-pipeline.ts'
import { gitlabPipelines } from './pipelines/gitlab-pipeline.ts'
import { parseYaml, type YamlFile } from './yaml-file.ts'

const PROVIDERS: [string, RegExp][] = [
  // Gitea, Forgejo and Depot run the same format.
  ['github', /(^|\/)\.(github|gitea|forgejo|depot)\/workflows\/[^/]+\.ya?ml$/],
  ['github', /(^|\/)\.(github|gitea|forgejo|depot)\/actions\/.+\/action\.ya?ml$/],
  ['gitlab', /(^|\/)\.gitlab-ci\.ya?ml$/],
  // Files that nothing need include.
  ['gitlab-part', /(^|\/)\.gitlab\/.+\.ya?ml$/],
  ['circleci', /(^|\/)\.circleci\/[^/]+\.ya?ml$/],
  ['travis', /(^|\/)\.travis\.ya?ml$/],
  ['azure', /(^|\/)(azure-pipelines[\w.-]*|\.azure-pipelines\/.+|\.azuredevops\/.+)\.ya?ml$/],
  ['bitbucket', /(^|\/)bitbucket-pipelines\.ya?ml$/],
  ['drone', /(^|\/)\.drone\.ya?ml$/],
  ['woodpecker', /(^|\/)\.woodpecker(\/.+)?\.ya?ml$/],
  ['buildkite', /(^|\/)\.buildkite\/.+\.ya?ml$/],
  ['cloudbuild', /(^|\/)cloudbuild[\w.-]*\.ya?ml$/],
  ['codebuild', /(^|\/)buildspec[\w.-]*\.ya?ml$/],
  ['appveyor', /(^|\/)\.?appveyor\.ya?ml$/],
  ['semaphore', /(^|\/)\.semaphore\/.+\.ya?ml$/],
  ['jenkins', /(^|\/)Jenkinsfile[\w.-]*$/],
]

export function gatherPipelines(gathering: Gathering): Pipeline[] {
  const providerOf = (path: string): string | undefined => PROVIDERS.find(([, pattern]) => pattern.test(path))?.[0]
  return readMatching(gathering, 'pipelines', (path) => providerOf(path) !== undefined).flatMap(({ path, text }) => {
    const provider = providerOf(path)!
    if (provider === 'jenkins') return [jenkinsPipeline(path, text)]
    const parsed = parseYaml(text)
    if (!('reason' in parsed)) return pipelinesOf(gathering, path, provider, parsed)
    gathering.unreadable.push({ area: 'pipelines', path, ...parsed })
    return []
  })
}

function pipelinesOf(gathering: Gathering, path: string, provider: string, parsed: YamlFile): Pipeline[] {
  switch (provider) {
    case 'github':
      return [githubPipeline(path, parsed)]
    case 'gitlab':
      return gitlabPipelines(gathering, path, parsed)
    case 'gitlab-part': {
      // The pipeline that includes it has its jobs.
      const isIncluded = gathering.files.some((file) => /(^|\/)\.gitlab-ci\.ya?ml$/.test(file.path))
      return isIncluded ? [] : [genericPipeline(path, 'gitlab', parsed)]
    }
    case 'circleci':
      return circleciPipelines(path, parsed)
    default:
      return [genericPipeline(path, provider, parsed)]
  }
}

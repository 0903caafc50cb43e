import { dockerignoreFor, type ImageView } from '../../derive/containers-view.ts'
import {
  contextSources,
  dockerLine,
  expandVariables,
  feedingStages,
  stageVariables,
} from '../../derive/docker-stages.ts'
import { isRealEnvironmentFile } from '../../derive/environment-view.ts'
import { absence, settingAt } from '../../derive/evidence.ts'
import type { FilesView } from '../../derive/files-view.ts'
import { serviceImages } from '../../derive/node-images.ts'
import type { RepositoryView } from '../../derive/repository-view.ts'
import type { DockerInstruction } from '../../facts/containers.ts'
import type { EnvironmentFile } from '../../facts/settings.ts'
import { folderOf, isInside, joinPath } from '../../facts/paths.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const COPY_ALL = 'FROM node:24\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n'

export default defineRule({
  id: 'containers/no-dockerignore',
  catalogue: 'CT04',
  title: 'Whole folder copied into the image without .dockerignore',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'files', 'repository'],
  why: 'COPY . . takes everything: .git with its history, node_modules of another platform, local .env files and keys. Whoever can pull the image can read them, and every local change throws the build cache away.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'Put a .dockerignore into the build context.',
      code: '.git\nnode_modules\n.env*\n*.pem\n*.key\ncoverage\nDockerfile*',
    },
    {
      for: 'docker',
      effort: 'M',
      text: 'Take secrets out of the repository, replace them, and hand them to the container when it starts.',
    },
  ],
  references: [
    {
      title: 'Docker: .dockerignore files',
      url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    },
    {
      title: 'Node.js best practices, 8.4: use .dockerignore',
      url: 'https://github.com/goldbergyoni/nodebestpractices/blob/master/sections/docker/docker-ignore.md',
    },
  ],
  falsePositives: [
    'Dockerfiles that copy named files and folders only.',
    'An ignore file named after its Dockerfile (`Dockerfile.dockerignore`).',
    'Examples and public certificates that look like secrets by name.',
  ],
  examples: [
    {
      name: 'a .dockerignore beside the Dockerfile',
      outcome: 'pass',
      files: project('', { 'server.js': '', Dockerfile: COPY_ALL, '.dockerignore': 'node_modules\n.env\n' }),
    },
    {
      name: 'an ignore file of the Dockerfile itself',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'docker/Dockerfile': COPY_ALL,
        'docker/Dockerfile.dockerignore': '.git\n',
      }),
    },
    {
      name: 'everything copied',
      outcome: 'fail',
      line: 3,
      severity: 'warning',
      files: project('', { 'server.js': '', Dockerfile: COPY_ALL, '.env.example': 'SESSION_SECRET=\n' }),
    },
    {
      name: 'everything copied, with secrets that lie in git',
      outcome: 'fail',
      severity: 'critical',
      says: '.env',
      files: project('', { 'server.js': '', Dockerfile: COPY_ALL, '.env': 'SESSION_SECRET=9fK2mQ7xLw4vRt8s\n' }),
    },
    {
      name: 'an environment file that holds no secret',
      outcome: 'fail',
      severity: 'warning',
      files: project('', {
        'server.js': '',
        Dockerfile: COPY_ALL,
        '.env': 'PORT=3000\nSESSION_SECRET=change-me-please\n',
      }),
    },
    {
      name: 'named files only',
      outcome: 'not-applicable',
      says: 'named',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nCOPY package*.json ./\nRUN npm ci\nCOPY src ./src\nCMD ["node", "src/server.js"]\n',
      }),
    },
    { name: 'no Dockerfile', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'a source that a build argument names',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        Dockerfile: 'FROM node:24\nARG SOURCE\nCOPY ${SOURCE} .\nCMD ["node", "server.js"]\n',
      }),
    },
  ],
  evaluate({ containers, files, repository }) {
    const images = serviceImages(containers)
    if (images.length === 0) return notApplicable('no Dockerfile of a Node service')
    const findings: FindingDraft[] = []
    const good: Evidence[] = []
    let open: string | undefined
    for (const image of images) {
      const ignoreFile = dockerignoreFor(image.path, files.paths)
      const { whole, unresolved } = contextCopies(image)
      if (ignoreFile) good.push(settingAt(ignoreFile, 1, lineOf(repository, ignoreFile)))
      else if (whole) findings.push(describe(image, whole, files, repository))
      else if (unresolved) open = `what line ${unresolved.line} of ${image.path} copies is decided when it is built`
    }
    if (findings.length > 0) return fail(findings, good.length)
    if (open) return unknown(open)
    return good.length > 0
      ? pass(good, good.length)
      : notApplicable('the Dockerfile copies named files and folders only')
  },
})

function lineOf({ ignoreFiles }: RepositoryView, path: string): string | undefined {
  return ignoreFiles.find((file) => file.path === path)?.lines[0]
}

/** The first instruction that copies the whole build context, or one that may. */
function contextCopies({ dockerfile, final }: ImageView): {
  whole?: DockerInstruction
  unresolved?: DockerInstruction
} {
  const stages = feedingStages(dockerfile, final)
  const values = stageVariables(dockerfile, stages.toReversed())
  const copies = stages.flatMap(({ instructions }) =>
    instructions.map((instruction) => ({
      instruction,
      sources: contextSources(dockerfile, instruction).map((source) => expandVariables(source, values)),
    })),
  )
  const whole = copies.find(({ sources }) => sources.some((source) => /^(\.?\/?|(\.\/)?\*)$/.test(source)))
  const unresolved = copies.find(({ sources }) => sources.some((source) => source.startsWith('$')))
  return { ...(whole && { whole: whole.instruction }), ...(unresolved && { unresolved: unresolved.instruction }) }
}

function describe(
  image: ImageView,
  copy: DockerInstruction,
  files: FilesView,
  repository: RepositoryView,
): FindingDraft {
  const evidence = absence('no .dockerignore in the build context', dockerLine(image.dockerfile, copy.line))
  const secret = secretsIn(contextOf(image), files, repository)[0]
  if (!secret)
    return { message: `${copy.keyword} takes the whole folder, and there is no .dockerignore`, evidence: [evidence] }
  return {
    message: `${copy.keyword} takes ${secret.file} with its secrets into the image: whoever can pull it can read them`,
    evidence: [dockerLine(image.dockerfile, copy.line), secret],
    severity: 'critical',
  }
}

/** The folder that is certainly part of the build context: the one compose names, else that of the Dockerfile. */
function contextOf({ services, path }: ImageView): string {
  const [first] = services
  return first?.service.build ? joinPath(folderOf(first.file.path), first.service.build.context) : folderOf(path)
}

function secretsIn(folder: string, files: FilesView, { environmentFiles, credentials }: RepositoryView): Evidence[] {
  const isCopied = (path: string): boolean =>
    files.isTracked(path) && isInside(path, folder) && files.classOf(path) === 'production'
  const keys = credentials
    .filter(
      ({ path, provider }) =>
        provider === 'private key' && /\.(pem|key|p8)$|(^|\/)id_\w+$/.test(path) && isCopied(path),
    )
    .map(({ path, line, redacted }) => settingAt(path, line, redacted))
  const variables = environmentFiles
    .filter(({ path }) => isRealEnvironmentFile(path) && isCopied(path))
    .flatMap(({ path, entries }) =>
      entries.filter(isSecret).map(({ name, line }) => settingAt(path, line, `${name}=…`)),
    )
  return [...keys, ...variables]
}

function isSecret({ name, value }: EnvironmentFile['entries'][number]): boolean {
  return (
    /SECRET|PASSWORD|PASSWD|TOKEN|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|ENCRYPTION_?KEY/i.test(name) &&
    !/^(NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC)_/.test(name) &&
    value.length >= 12 &&
    /\d/.test(value) &&
    !/change|your|example|placeholder|dummy|test|secret|password|xxx|1234|[<>${}\s]/i.test(value)
  )
}

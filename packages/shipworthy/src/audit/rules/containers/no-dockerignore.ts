import { committedSecrets, contextCopies, contextFolder } from '../../derive/containers/build-context.ts'
import { dockerignoreFor, type ImageView } from '../../derive/containers/containers-view.ts'
import { dockerLine } from '../../derive/containers/docker-stages.ts'
import { absence, settingAt } from '../../derive/evidence.ts'
import type { FilesView } from '../../derive/files-view.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import type { RepositoryView } from '../../derive/repository-view.ts'
import type { DockerInstruction } from '../../facts/containers.ts'
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
      files: project('', {
        'server.js': '',
        Dockerfile: COPY_ALL,
        '.env.example': 'SESSION_SECRET=\n',
        'certs/ca.pem': '-----BEGIN CERTIFICATE-----\n',
      }),
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

function describe(
  image: ImageView,
  { keyword, line }: DockerInstruction,
  files: FilesView,
  repository: RepositoryView,
): FindingDraft {
  const copy = dockerLine(image.dockerfile, line)
  const [secret] = committedSecrets(contextFolder(image), files, repository)
  if (!secret) {
    return {
      message: `${keyword} takes the whole folder, and there is no .dockerignore`,
      evidence: [absence('no .dockerignore in the build context', copy)],
    }
  }
  return {
    message: `${keyword} takes ${secret.file} with its secrets into the image: whoever can pull it can read them`,
    evidence: [copy, secret],
    severity: 'critical',
  }
}

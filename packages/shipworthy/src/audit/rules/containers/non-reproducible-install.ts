import type { ContainersView } from '../../derive/containers/containers-view.ts'
import type { FilesView } from '../../derive/files-view.ts'
import type { InstallCommand } from '../../derive/containers/install-commands.ts'
import { dockerInstalls, pipelineInstalls, type Install } from '../../derive/containers/installs.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import type { PackagesView } from '../../derive/packages-view.ts'
import { isDeployPipeline } from '../../derive/pipelines/pipelines.ts'
import type { RepositoryView } from '../../derive/repository-view.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'containers/non-reproducible-install',
  catalogue: 'CT05',
  title: 'Dependencies are not installed from the lockfile alone',
  severity: 'warning',
  confidence: 'proven',
  needs: ['containers', 'repository', 'packages', 'files'],
  why: 'An install that may resolve versions anew ships packages that nobody tested, on the day somebody publishes them. Broken and malicious releases reach production this way, without any change in the repository.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'npm: copy package-lock.json and use npm ci.',
      code: 'COPY package*.json ./\nRUN npm ci --omit=dev',
    },
    {
      for: 'any',
      effort: 'S',
      text: 'pnpm, Bun and Yarn 1: forbid changes of the lockfile.',
      code: 'pnpm install --frozen-lockfile',
    },
    { for: 'any', effort: 'S', text: 'Yarn 2 and later.', code: 'yarn install --immutable' },
    {
      for: 'docker',
      effort: 'S',
      text: 'Give the version of a tool that the image installs by name.',
      code: 'RUN npm install prisma@7.3.0',
    },
  ],
  references: [
    { title: 'npm ci', url: 'https://docs.npmjs.com/cli/v11/commands/npm-ci' },
    { title: 'pnpm install --frozen-lockfile', url: 'https://pnpm.io/cli/install#--frozen-lockfile' },
    {
      title: 'Node.js best practices, 5.19: install with npm ci',
      url: 'https://github.com/goldbergyoni/nodebestpractices/blob/master/sections/production/installpackageswithnpmci.md',
    },
  ],
  falsePositives: [
    '`npm install --package-lock-only` and global tools.',
    'pnpm with `CI` set, which freezes the lockfile by itself, and Yarn 2 and later.',
    'Stages whose files do not end up in the image.',
  ],
  examples: [
    { name: 'npm ci', outcome: 'pass', files: built('RUN npm ci --omit=dev') },
    { name: 'npm install', outcome: 'fail', says: 'npm ci', files: built('RUN npm install --production') },
    {
      name: 'npm install in the stage that the image copies from',
      outcome: 'fail',
      line: 4,
      files: project('', {
        'server.js': '',
        Dockerfile:
          'FROM node:24 AS deps\nCOPY package.json .\nRUN apt-get update && \\\n    npm i\nFROM node:24\nCOPY --from=deps /node_modules ./node_modules\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'yarn 1 without --frozen-lockfile',
      outcome: 'fail',
      says: 'frozen-lockfile',
      files: built('RUN yarn --production'),
    },
    {
      name: 'a global tool, and the lockfile alone',
      outcome: 'pass',
      files: built(
        'RUN npm install -g pnpm@10.33.0',
        'RUN npm install --package-lock-only',
        'RUN pnpm install --frozen-lockfile',
      ),
    },
    {
      name: 'npm install in a stage that the image takes nothing from',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        Dockerfile:
          'FROM node:24 AS dev\nRUN npm install\nFROM node:24\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
      }),
    },
    { name: 'pnpm that knows it runs in CI', outcome: 'pass', files: built('ENV CI=true', 'RUN pnpm i') },
    {
      name: 'Yarn 4',
      outcome: 'pass',
      files: { ...built('RUN yarn install'), '.yarnrc.yml': 'nodeLinker: node-modules\n' },
    },
    {
      name: 'a package without a version',
      outcome: 'fail',
      says: 'prisma',
      files: built('RUN npm ci', 'RUN npm install prisma'),
    },
    {
      name: 'a choice by the lockfile that is there',
      outcome: 'pass',
      files: built('RUN if [ -f package-lock.json ]; then npm ci; else npm install; fi'),
    },
    {
      name: 'no Dockerfile, and the deploy pipeline installs',
      outcome: 'fail',
      line: 5,
      files: project('', {
        'server.js': '',
        '.github/workflows/deploy.yml':
          'on: push\njobs:\n  deploy:\n    steps:\n      - run: npm install\n      - run: npx serverless deploy\n',
      }),
    },
    { name: 'nothing installs', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
    {
      name: 'a command that a build argument names',
      outcome: 'unknown',
      files: built('ARG INSTALL', 'RUN npm $INSTALL'),
    },
  ],
  evaluate(views) {
    const found = installs(views.containers, views.repository)
    if (found.length === 0) return notApplicable('no image and no deploy pipeline installs dependencies')
    const loose = found.filter((install) => install.command.state === 'loose' && !isFrozenOtherwise(install, views))
    const good = found.filter((install) => !loose.includes(install) && install.command.state !== 'open')
    const findings = loose.map(({ command, evidence }) => ({ message: messageFor(command), evidence: [evidence] }))
    if (findings.length > 0) return fail(findings, good.length)
    const open = found.find(({ command }) => command.state === 'open')
    if (open) return unknown(`what \`${open.command.text}\` installs is decided when it runs`, [open.evidence])
    return pass(
      good.map(({ evidence }) => evidence),
      good.length,
    )
  },
})

/** Of the images; without images, of the pipelines that deploy. */
function installs(containers: ContainersView, { pipelines }: RepositoryView): Install[] {
  const inImages = dockerInstalls(containers)
  return inImages.length > 0 || serviceImages(containers).length > 0
    ? inImages
    : pipelineInstalls(pipelines.filter(isDeployPipeline))
}

function isFrozenOtherwise(
  { command, variables, isConditional, neighbours }: Install,
  { files, packages, repository }: { files: FilesView; packages: PackagesView; repository: RepositoryView },
): boolean {
  const { manager, text, unpinned } = command
  if (unpinned.length > 0) return false
  if (isConditional && neighbours.some(({ state }) => state === 'frozen')) return true
  if (manager === 'yarn') return isModernYarn(files, packages)
  if (manager !== 'pnpm' || /--no-frozen-lockfile|--frozen-lockfile=false/.test(text)) return false
  const isCi = { ...variables, ...command.variables }.CI
  const isConfigured = repository.npmrc.some(({ entries }) =>
    entries.some(({ name, value }) => name === 'frozen-lockfile' && value === 'true'),
  )
  return isConfigured || (isCi !== undefined && !/^(false|0|)$/.test(isCi))
}

/** Yarn 2 and later refuses to change the lockfile in CI and keeps its cache by checksum. */
function isModernYarn({ paths, outerPaths }: FilesView, { manifests }: PackagesView): boolean {
  const isDeclared = manifests.some(({ packageManager = '' }) => /^yarn@([2-9]|\d\d|berry)/.test(packageManager))
  return isDeclared || [...paths, ...outerPaths].some((path) => /(^|\/)\.yarnrc\.yml$/.test(path))
}

function messageFor({ manager, text, unpinned }: InstallCommand): string {
  if (unpinned.length > 0)
    return `\`${text}\` takes whatever version of ${unpinned.join(', ')} is newest on the day of the build`
  const cure = manager === 'npm' ? 'npm ci does not' : `--frozen-lockfile forbids it`
  return `\`${text}\` may install other versions than the lockfile says; ${cure}`
}

function built(...steps: readonly string[]): Record<string, string> {
  const lines = ['FROM node:24', 'COPY package*.json ./', ...steps, 'COPY . .', 'CMD ["node", "server.js"]', '']
  return project('express@5', { 'server.js': '', Dockerfile: lines.join('\n') })
}

import { absence, settingAt } from '../../derive/evidence.ts'
import type { Views } from '../../derive/views.ts'
import { dockerignoreFor } from '../../derive/containers/containers-view.ts'
import type { IgnoreFile } from '../../facts/settings.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = { 'server.js': "require('dotenv').config()\nrequire('express')().listen(3000)\n" }

export default defineRule({
  id: 'environment/dotenv-not-ignored',
  catalogue: 'EN03',
  title: '.env is not ignored by git or Docker',
  severity: 'warning',
  confidence: 'proven',
  needs: ['repository', 'packages', 'files', 'containers', 'environment'],
  why: 'One `git add .` publishes the secrets of whoever works on the project; one `COPY . .` bakes them into every image.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Name it in .gitignore, and in .dockerignore when the image copies the whole folder.',
      code: '.env\n.env.*\n!.env.example',
    },
  ],
  references: [
    { title: 'gitignore', url: 'https://git-scm.com/docs/gitignore' },
    { title: 'Docker: .dockerignore', url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files' },
  ],
  falsePositives: ['Projects that use no .env file.', 'Patterns such as `.env*` and `*.env`.'],
  examples: [
    {
      name: 'ignored by both',
      outcome: 'pass',
      files: {
        ...project('express@5 dotenv@16', SERVER),
        '.gitignore': 'node_modules\n.env*\n',
        '.dockerignore': '.env\n',
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
      },
    },
    {
      name: 'not ignored by git',
      outcome: 'fail',
      says: '.gitignore',
      files: { ...project('express@5 dotenv@16', SERVER), '.gitignore': 'node_modules\n' },
    },
    {
      name: 'copied into the image',
      outcome: 'fail',
      says: 'image',
      files: {
        ...project('express@5 dotenv@16', SERVER),
        '.gitignore': '.env\n',
        '.dockerignore': 'node_modules\n',
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
      },
    },
    {
      name: 'no .env is used',
      outcome: 'not-applicable',
      files: {
        ...project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
        '.gitignore': 'node_modules\n',
      },
    },
    {
      name: 'package.json cannot be read',
      outcome: 'unknown',
      files: { 'package.json': '{ broken', '.env.example': 'A=1\n' },
    },
  ],
  evaluate(views) {
    const reason = whyDotenv(views)
    if (!reason) return notApplicable('no .env file is used')
    const { repository, files } = views
    if (!repository.git) return unknown('the folder is not a git work tree')
    const gitFiles = repository.ignoreFiles.filter(({ kind }) => kind === 'git')
    const covering = gitFiles.find((file) => ignoresDotenv(file))
    const findings: FindingDraft[] = []
    if (!covering)
      findings.push({
        message:
          gitFiles.length > 0 ? 'no .gitignore names .env' : 'there is no .gitignore, so .env is one `git add .` away',
        evidence: [absence(reason, settingAt(gitFiles[0]?.path ?? 'package.json', 1))],
      })
    for (const image of views.containers.images) {
      const copy = image.stages
        .flatMap(({ instructions }) => instructions)
        .find(
          ({ keyword, text }) =>
            (keyword === 'COPY' || keyword === 'ADD') &&
            /^(--\S+\s+)*\.\/?\s+\S+$/.test(text) &&
            !text.includes('--from'),
        )
      const path = dockerignoreFor(image.path, files.paths)
      const file = repository.ignoreFiles.find((candidate) => candidate.path === path)
      if (copy && file && !ignoresDotenv(file))
        findings.push({
          message: 'the image copies the whole folder, .env included',
          evidence: [settingAt(image.path, copy.line, `${copy.keyword} ${copy.text}`), settingAt(file.path, 1)],
        })
    }
    return findings.length > 0
      ? fail(findings, covering ? 1 : 0)
      : pass(settingAt(covering!.path, lineOf(covering!), covering!.lines[lineOf(covering!) - 1]))
  },
})

function whyDotenv({
  packages,
  environment,
  files,
}: Pick<Views, 'packages' | 'environment' | 'files'>): string | undefined {
  const loader = packages.dependency(
    /^(dotenv|dotenv-safe|dotenv-flow|dotenv-cli|dotenvx|@dotenvx\/dotenvx|env-cmd|@nestjs\/config|next|nuxt|@fastify\/env)$/,
  )
  if (loader) return `${loader.name} loads it`
  const example = environment.examples[0]
  if (example) return `${example.path} is its example`
  const script = packages.manifests
    .flatMap(({ scripts }) => Object.values(scripts))
    .find(({ value }) => value.includes('--env-file'))
  if (script) return 'a script loads it with --env-file'
  return files.paths.includes('.env') ? 'the file exists' : undefined
}

const COVERS = /^\/?(\*\*\/)?(\.env(\*|\.\*|\[.*)?|\*\.env|\.\*|\.env\*.*)\/?$/

function ignoresDotenv({ lines, directory, kind }: IgnoreFile): boolean {
  if (kind === 'git' && directory !== '' && !directory.startsWith('..')) return false
  let ignored = false
  for (const line of lines.map((text) => text.trim())) {
    if (line === '!.env' || line === '!/.env') ignored = false
    else if (COVERS.test(line) && line !== '.env.*') ignored = true
    else if (line === '*' || line === '**') ignored = true
  }
  return ignored
}

function lineOf({ lines }: IgnoreFile): number {
  return Math.max(1, lines.findIndex((line) => COVERS.test(line.trim())) + 1)
}

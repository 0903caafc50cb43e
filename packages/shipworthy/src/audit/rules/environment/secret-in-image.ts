import { environmentPairs } from '../../derive/production-environment.ts'
import { settingAt } from '../../derive/evidence.ts'
import { isRealEnvironmentFile } from '../../derive/environment-view.ts'
import { isPlaceholder, isSecretName, looksGenerated } from '../../facts/secret-values.ts'
import type { ImageView } from '../../derive/containers/containers-view.ts'
import type { DockerInstruction } from '../../facts/containers.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const FILES = (dockerfile: string): Record<string, string> =>
  project('express@5', { 'server.js': "require('express')().listen(3000)\n", Dockerfile: dockerfile })

export default defineRule({
  id: 'environment/secret-in-image',
  catalogue: 'EN09',
  title: 'A secret is baked into the image',
  severity: 'warning',
  confidence: 'structural',
  needs: ['containers', 'files'],
  why: 'ENV and ARG stay readable in the image for everyone who can pull it, with `docker history` or `docker inspect`, however the container is started.',
  remedies: [
    {
      for: 'docker',
      effort: 'S',
      text: 'Pass secrets when the container starts; mount those the build needs.',
      code: 'RUN --mount=type=secret,id=npm_token NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci',
    },
  ],
  references: [
    { title: 'Docker: build secrets', url: 'https://docs.docker.com/build/building/secrets/' },
    {
      title: 'Docker build checks: SecretsUsedInArgOrEnv',
      url: 'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    },
  ],
  falsePositives: [
    'Build secret mounts.',
    'Stages that are thrown away.',
    'Names such as SECRET_ARN or TOKEN_TTL, and empty or placeholder values.',
  ],
  examples: [
    {
      name: 'a secret mount',
      outcome: 'pass',
      files: FILES('FROM node:24\nRUN --mount=type=secret,id=npm npm ci\nCMD ["node", "server.js"]\n'),
    },
    {
      name: 'a placeholder for the build, in a stage that is thrown away',
      outcome: 'pass',
      files: FILES(
        'FROM node:24 AS build\nENV AUTH_SECRET=placeholder\nRUN npm run build\nFROM node:24\nCOPY --from=build /app .\nCMD ["node", "server.js"]\n',
      ),
    },
    {
      name: 'a secret in ENV',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      files: FILES('FROM node:24\nENV JWT_SECRET=q8Zr2Lw9Xk4Tn7Vb1Hs6Jd3Fm5Pc0Ya\nCMD ["node", "server.js"]\n'),
    },
    {
      name: 'a build argument kept in ENV',
      outcome: 'fail',
      severity: 'warning',
      says: 'DATABASE_PASSWORD',
      files: FILES(
        'FROM node:24\nARG DATABASE_PASSWORD\nENV DATABASE_PASSWORD=$DATABASE_PASSWORD\nCMD ["node", "server.js"]\n',
      ),
    },
    {
      name: '.env is copied',
      outcome: 'fail',
      line: 2,
      files: FILES('FROM node:24\nCOPY .env ./\nCMD ["node", "server.js"]\n'),
    },
    {
      name: 'no Dockerfile',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    { name: 'a Dockerfile that cannot be read', outcome: 'unknown', files: FILES('# nothing here yet\n') },
  ],
  evaluate({ containers }) {
    if (containers.images.length === 0) return notApplicable('no Dockerfile for production')
    const findings = containers.images.flatMap(findingsIn)
    if (findings.length > 0) return fail(findings, containers.images.length - 1)
    const image = containers.images[0]
    return image
      ? pass(settingAt(image.path, image.final.line, `FROM ${image.final.image}`), containers.images.length)
      : unknown('no image')
  },
})

function findingsIn(image: ImageView): FindingDraft[] {
  const at = (instruction: DockerInstruction, shown: string) => [settingAt(image.path, instruction.line, shown)]
  const variables = [...image.all('ENV'), ...image.all('ARG')].flatMap((instruction) =>
    environmentPairs(instruction.text).flatMap(([name, value]): FindingDraft[] => {
      if (!isSecretName(name) || value === '' || value === '""') return []
      const isArgument = /^\$\{?\w+\}?$/.test(value)
      if (isArgument)
        return [
          {
            message: `${name} is a build argument that stays in the image`,
            evidence: at(instruction, `${instruction.keyword} ${name}=${value}`),
          },
        ]
      if (isPlaceholder(value, name)) return []
      const isReal = looksGenerated(value)
      return [
        {
          message: `${name} has its value written into the image`,
          evidence: at(instruction, `${instruction.keyword} ${name}=••••`),
          severity: isReal ? 'critical' : 'warning',
        },
      ]
    }),
  )
  const copies = image.all('COPY').flatMap((instruction): FindingDraft[] => {
    if (instruction.text.includes('--from')) return []
    const sources = (instruction.exec ?? instruction.text.split(/\s+/))
      .filter((word) => !word.startsWith('--'))
      .slice(0, -1)
    const file = sources.find((source) => isRealEnvironmentFile(source.replace(/^\.\//, '')))
    return file
      ? [{ message: `${file} is copied into the image`, evidence: at(instruction, `COPY ${instruction.text}`) }]
      : []
  })
  return [...variables, ...copies]
}

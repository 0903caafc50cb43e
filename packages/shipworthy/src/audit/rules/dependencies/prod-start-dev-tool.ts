import type { ProductionStep } from '../../derive/entries/production-steps.ts'
import { baseName } from '../../facts/paths.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

interface DevTool {
  name: string
  harm: string
  isMild?: true
}

const STAYS = 'after a crash it waits for a file to change instead of ending, so nothing restarts the service'
const WATCHES = 'it watches the files and restarts in the middle of requests when one of them changes'
const COMPILES = 'every start compiles the sources again, with the memory and the seconds that takes'
const SERVES_DEVELOPMENT = 'it compiles on request, shows stack traces and reloads: none of it is made for traffic'

/** Programs between the command and the tool. */
const WRAPPERS =
  /^(npx|pnpx|bunx|exec|env|sudo|cross-env|cross-env-shell|dotenv|dotenvx|doppler|op|infisical|tini|dumb-init|time|nohup|run|dlx|x|--|-[\w-]+|-y|\w+=.*|npm|pnpm|yarn|-e|\.env[\w.]*)$/

export default defineRule({
  id: 'dependencies/prod-start-dev-tool',
  catalogue: 'SC06',
  title: 'Production is started with a tool for development',
  severity: 'warning',
  confidence: 'structural',
  needs: ['steps', 'service'],
  why: 'Watchers such as nodemon keep their own process alive when the service has crashed, so Docker, systemd and Kubernetes see a healthy process while nobody answers. Compilers at start cost memory and seconds at every restart, and fail where development dependencies are left out.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Build once, and start what was built with node.',
      code: '"build": "tsc",\n"start": "node dist/server.js",\n"dev": "tsx watch src/server.ts"',
    },
    {
      for: 'docker',
      effort: 'S',
      text: 'Let the image start node itself.',
      code: 'CMD ["node", "dist/server.js"]',
    },
  ],
  references: [
    {
      title: 'nodemon: it waits for changes after a crash',
      url: 'https://github.com/remy/nodemon#nodemon',
    },
    { title: 'Node.js: running TypeScript natively', url: 'https://nodejs.org/en/learn/typescript/run-natively' },
  ],
  falsePositives: [
    'Scripts such as start:dev that production does not run.',
    'Node’s own type stripping, which needs no tool.',
    'Plain tsx, which neither watches nor checks types: an info.',
    'A start script beside a script for production.',
    'Seeds and migrations that run once before the service.',
  ],
  examples: [
    { name: 'node', outcome: 'pass', files: withStart('node server.js') },
    { name: 'type stripping of Node', outcome: 'pass', files: withStart('node server.ts') },
    {
      name: 'nodemon in a script for developers',
      outcome: 'pass',
      files: withStart('node server.js', '"start:dev":"nodemon server.js"'),
    },
    {
      name: 'start for developers, and a script for production',
      outcome: 'pass',
      files: withStart('nodemon server.js', '"start:prod":"node server.js"'),
    },
    {
      name: 'nodemon',
      outcome: 'fail',
      severity: 'warning',
      says: 'after a crash',
      files: withStart('nodemon server.js'),
    },
    { name: 'ts-node', outcome: 'fail', severity: 'warning', files: withStart('node -r ts-node/register server.ts') },
    { name: 'tsx watch', outcome: 'fail', severity: 'warning', files: withStart('tsx watch server.ts') },
    { name: 'plain tsx', outcome: 'fail', severity: 'info', files: withStart('tsx server.ts') },
    {
      name: 'an image that starts the script for developers',
      outcome: 'fail',
      severity: 'warning',
      line: 1,
      files: {
        ...withStart('node server.js', '"dev":"node --watch server.js"'),
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["npm", "run", "dev"]\n',
      },
    },
    {
      name: 'an image for development beside one for production',
      outcome: 'pass',
      files: {
        ...withStart('node server.js', '"dev":"nodemon server.js"'),
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["npm", "run", "dev"]\n',
        'Dockerfile.prod': 'FROM node:24\nCOPY . .\nCMD ["npm", "start"]\n',
      },
    },
    {
      name: 'a seed that is compiled before the service starts',
      outcome: 'pass',
      files: withStart('ts-node seed.ts && node server.js'),
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js"}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'a start script that is not there',
      outcome: 'unknown',
      files: {
        ...project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
        'package.json': '{"private":true,"main":"server.js","dependencies":{"express":"^5.0.0"}}',
        Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["/opt/start"]\n',
      },
    },
  ],
  evaluate({ steps, service }) {
    if (service.isService === false) return notApplicable(`not a service: ${service.reason}`)
    const own = productionOnly(steps)
    const findings = own.flatMap((step) => {
      const tool = devTool(step.words)
      return tool && !step.isInBranch && !(tool.harm === COMPILES && ONCE.test(step.words.join(' ')))
        ? [describe(tool, step)]
        : []
    })
    const good = own.filter(({ words }) => STARTS.test(programOf(words)) && !devTool(words))
    if (findings.length > 0) return fail(findings, good.length)
    if (good.length > 0)
      return pass(
        good.slice(0, 3).map(({ evidence }) => evidence[0]!),
        good.length,
      )
    return unknown('no command that starts the service could be followed to its end')
  },
})

const STARTS =
  /^(node|nodejs|bun|deno|pm2(-runtime|-docker)?|next|nest|nuxt|nuxi|fastify|strapi|medusa|remix-serve|react-router-serve|astro|directus|payload|moleculer-runner|probot|[\w./-]+\.[cm]?js|forever|keystone|sails|blitz)$/

/** Compose files without a word on production serve development; `start` counts where nothing else is said. */
function productionOnly(steps: readonly ProductionStep[]): ProductionStep[] {
  const proven = steps.filter(
    ({ source, file }) =>
      source !== 'script' && (source !== 'compose' || /(^|[/._-])(prod|production|deploy|stack|swarm)/i.test(file)),
  )
  const named = proven.filter(({ file }) => /prod/i.test(baseName(file)))
  if (named.length > 0) return named
  if (proven.some(({ words }) => STARTS.test(programOf(words)) || devTool(words))) return proven
  const scripts = scriptsOfService(steps)
  const forProduction = scripts.filter(({ name = '' }) => /prod/.test(name))
  return forProduction.length > 0 ? forProduction : scripts.filter(({ name }) => name === 'start')
}

/** Of a workspace the root's scripts, or else those of its applications: `start` of a library watches it. */
function scriptsOfService(steps: readonly ProductionStep[]): ProductionStep[] {
  const scripts = steps.filter(({ source }) => source === 'script')
  const atRoot = scripts.filter(
    ({ file, words }) => file === 'package.json' && (STARTS.test(programOf(words)) || devTool(words)),
  )
  return atRoot.length > 0 ? atRoot : scripts.filter(({ file }) => /^(apps|services|server|backend|api)\//.test(file))
}

/** What runs once before the service: seeds and migrations may be compiled at start. */
const ONCE = /seed|migrat|typeorm|sequelize|knex|prisma/i

function withoutWrappers(words: readonly string[]): string[] {
  const start = words.findIndex((word) => !WRAPPERS.test(word))
  return start === -1 ? [] : words.slice(start)
}

function programOf(words: readonly string[]): string {
  return baseName(withoutWrappers(words)[0] ?? '').replace(/\.(cmd|exe)$/, '')
}

function devTool(words: readonly string[]): DevTool | undefined {
  const [, ...rest] = withoutWrappers(words)
  const program = programOf(words)
  if (program === 'nodemon' || program === 'node-dev' || /^(ts-node-dev|tsnd)$/.test(program))
    return { name: program, harm: STAYS }
  if (program === 'tsc-watch') return { name: program, harm: STAYS }
  if (
    /^(node|bun|tsx|pm2|pm2-runtime|nest|deno)$/.test(program) &&
    rest.some((word) => /^--watch(-path)?(=|$)/.test(word))
  )
    return { name: `${program} --watch`, harm: program === 'pm2' || program === 'pm2-runtime' ? WATCHES : STAYS }
  if (program === 'tsx' && rest[0] === 'watch') return { name: 'tsx watch', harm: STAYS }
  if (/^(next|nuxt|nuxi|astro|remix|react-router)$/.test(program) && rest[0] === 'dev')
    return { name: `${program} dev`, harm: SERVES_DEVELOPMENT }
  if (/^(ts-node(-esm|-script|-transpile-only)?|babel-node)$/.test(program)) return { name: program, harm: COMPILES }
  if (/^(tsx|esno|swc-node|sucrase-node)$/.test(program)) return { name: program, harm: COMPILES, isMild: true }
  return program === 'node' ? hookOf(rest) : undefined
}

/** `node -r ts-node/register`, `node --import tsx` */
function hookOf(rest: readonly string[]): DevTool | undefined {
  const hook = rest.find((word, at) => {
    const value = /^--(?:require|import|loader|experimental-loader)=(.+)$/.exec(word)?.[1]
    return HOOKS.test(
      value ?? (/^(-r|--require|--import|--loader|--experimental-loader)$/.test(rest[at - 1] ?? '') ? word : ''),
    )
  })
  if (hook === undefined) return undefined
  const name = hook.replace(/^.*=/, '')
  return { name: `node with ${name}`, harm: COMPILES, ...(!/^(ts-node|@babel)/.test(name) && { isMild: true }) }
}

const HOOKS =
  /^(ts-node\/(register|esm).*|@babel\/register|@swc-node\/register.*|esbuild-register.*|tsx(\/.*)?|sucrase\/register.*)$/

function describe({ name, harm, isMild }: DevTool, { evidence }: ProductionStep): FindingDraft {
  return {
    message: `production is started with ${name}: ${harm}`,
    evidence: evidence.slice(0, 3),
    ...(isMild && { severity: 'info' }),
  }
}

function withStart(start: string, more = '"lint":"eslint ."'): Record<string, string> {
  return {
    'package.json': `{"private":true,"scripts":{"start":"${start}",${more}},"dependencies":{"express":"^5.0.0"}}`,
    'server.js': "require('express')().listen(3000)\n",
    'server.ts': "import express from 'express'\nexpress().listen(3000)\n",
  }
}

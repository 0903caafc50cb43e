import { settingAt } from '../../derive/evidence.ts'
import { requiredVariables } from '../../derive/required-variables.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { running } from '../live-example-kit.ts'
import { environmentFacts } from '../live-example-payments.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Variables that the platform, the shell or Node sets. */
const PLATFORM =
  /^(PORT|HOST|HOSTNAME|HOME|PATH|PWD|USER|TZ|LANG|CI|KUBERNETES_\w+|AWS_\w+|VERCEL\w*|RAILWAY_\w+|RENDER\w*|FLY_\w+|DYNO|K_SERVICE|npm_\w+)$/
const APP = "require('express')().listen(3000)\n"
const SCHEMA = (fields: string): Record<string, string> =>
  project('express@5 zod@4', {
    'server.js': `const { z } = require('zod')\nconst env = z.object({\n  ${fields}\n}).parse(process.env)\n${APP}`,
  })
const ENVALID = project('express@5 envalid@8', {
  'server.js': `const { cleanEnv, str, url } = require('envalid')\ncleanEnv(process.env, { DATABASE_URL: url(), LEVEL: str({ default: 'info' }) })\n${APP}`,
})
const BY_HAND = project('express@5', {
  'server.js': `if (!process.env.DATABASE_URL || !process.env.SESSION_SECRET) throw new Error('not configured')\n${APP}`,
})

export default defineRule({
  id: 'environment/required-missing',
  catalogue: 'EN06',
  title: 'A variable that the service needs is not set where it is deployed to',
  severity: 'critical',
  confidence: 'proven',
  needs: ['service', 'program', 'runtime'],
  tokens: { words: ['process.env'] },
  why: 'The service checks its configuration and ends while it starts: the deploy fails, or every instance that restarts stays down.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Set the variable in the target environment before the deploy, or give it a default in the schema where one makes sense.',
      code: 'LOG_LEVEL: z.string().default("info")',
    },
  ],
  references: [{ title: 'The Twelve-Factor App: III. Config', url: 'https://12factor.net/config' }],
  falsePositives: [
    'Variables with a default, or that may be left out.',
    'Variables that the platform sets, or that an image, a compose file or a manifest of the project sets.',
    'A file that holds only a part of the variables: give the whole environment.',
  ],
  examples: [
    {
      name: 'all that a schema asks for is set',
      outcome: 'pass',
      files: SCHEMA("DATABASE_URL: z.string().url(), LEVEL: z.string().default('info'), PROXY: z.string().optional()"),
      live: running({ environment: environmentFacts(['DATABASE_URL']) }),
    },
    {
      name: 'what is asked for is not set',
      outcome: 'fail',
      severity: 'critical',
      says: 'DATABASE_URL',
      line: 3,
      files: SCHEMA('DATABASE_URL: z.string().url()'),
      live: running({ environment: environmentFacts(['LEVEL']) }),
    },
    {
      name: 'envalid',
      outcome: 'fail',
      says: 'DATABASE_URL',
      files: ENVALID,
      live: running({ environment: environmentFacts(['LEVEL']) }),
    },
    {
      name: 'checked by hand, and set to nothing',
      outcome: 'fail',
      says: 'SESSION_SECRET is set to nothing',
      files: BY_HAND,
      live: running({
        environment: environmentFacts(['DATABASE_URL', 'SESSION_SECRET'], { empty: ['SESSION_SECRET'] }),
      }),
    },
    {
      name: 'checked by hand, and set',
      outcome: 'pass',
      files: BY_HAND,
      live: running({ environment: environmentFacts(['DATABASE_URL', 'SESSION_SECRET']) }),
    },
    {
      name: 'only asked for behind a switch',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': `if (process.env.MAIL === 'on') {\n  if (!process.env.MAIL_HOST) throw new Error('MAIL_HOST')\n}\n${APP}`,
      }),
      live: running({ environment: environmentFacts(['DATABASE_URL']) }),
    },
    {
      name: 'the image sets it',
      outcome: 'pass',
      files: {
        ...SCHEMA('DATA_FOLDER: z.string()'),
        Dockerfile: 'FROM node:24\nENV DATA_FOLDER=/data\nCOPY . .\nCMD ["node", "server.js"]\n',
      },
      live: running({ environment: environmentFacts(['LEVEL']) }),
    },
    {
      name: 'a field of another kind, which may accept nothing',
      outcome: 'unknown',
      files: SCHEMA('VERBOSE: z.coerce.boolean(), EXTRA: z.preprocess((x) => x ?? "", z.string())'),
      live: running({ environment: environmentFacts(['LEVEL']) }),
    },
    { name: 'no environment was given', outcome: 'not-applicable', files: SCHEMA('DATABASE_URL: z.string()') },
  ],
  live: {
    parts: ['environment'],
    evaluate({ environment }, { service, program, runtime }) {
      const inapplicable = unlessService(service)
      if (inapplicable) return inapplicable
      const required = requiredVariables(program).filter(({ name }) => !PLATFORM.test(name))
      const { target, names, empty } = environment!
      if (required.length === 0)
        return program.modules.size === 0
          ? notApplicable('no source was given')
          : unknown('no schema or check at the start says which variables are needed')
      const setElsewhere = new Set(
        runtime.variables.flatMap(({ name, source }) => (source === 'environment-file' ? [] : [name])),
      )
      const judged = required.map((variable) => {
        const isEmpty = empty.includes(variable.name)
        const isSet = names.includes(variable.name) && !(isEmpty && variable.refusesEmpty)
        return { ...variable, isEmpty, isThere: isSet || setElsewhere.has(variable.name) }
      })
      const missing = judged.filter(({ isThere }) => !isThere)
      if (missing.length === 0)
        return pass(
          judged.map(({ evidence }) => evidence),
          judged.length,
        )
      return fail(
        missing.map(({ name, isEmpty, evidence }) => ({
          message: `${name} is ${isEmpty ? 'set to nothing' : 'not set'} in ${target}, and the service does not start without it`,
          evidence: [evidence, settingAt(target, undefined, undefined, `${names.length} variables are set there`)],
          key: name,
        })),
        judged.length - missing.length,
      )
    },
  },
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { generateSecretKeys } from '../secrets/key-pair.ts'
import { seal } from '../secrets/seal.ts'
import { describeConfig } from './describe-config.ts'
import { loadConfig } from './load-config.ts'
import { renderEnvExample } from './render-env-example.ts'
import { booleanSetting, listSetting, setting } from './setting.ts'

const schema = z.object({
  PORT: setting(z.coerce.number().int().max(65_535).default(3000), {
    section: 'server',
    describe: 'Port to listen on',
  }),
  CORS_ORIGINS: setting(listSetting().default([]), { section: 'server', describe: 'Origins that may call the API' }),
  DEBUG: setting(booleanSetting().default(false), { section: 'server', describe: 'Say more' }),
  DATABASE_URL: setting(z.url(), { section: 'database', describe: 'Where the database is', example: 'postgres://…' }),
  JWT_SECRET: setting(z.string().min(12), {
    section: 'auth',
    describe: 'Signs access tokens',
    secret: true,
    developmentDefault: 'for-development',
  }),
})

const DATABASE_URL = 'postgres://shop:hunter2@db/shop'
let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'shipworthy-config-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (variables: Record<string, string>) => loadConfig({ schema, variables, folder: false })

describe('loadConfig', () => {
  it('parses, fills in defaults, and freezes', () => {
    const config = load({
      DATABASE_URL,
      PORT: '8080',
      CORS_ORIGINS: 'https://a.example, https://b.example',
      DEBUG: 'yes',
    })
    expect(config).toEqual({
      PORT: 8080,
      CORS_ORIGINS: ['https://a.example', 'https://b.example'],
      DEBUG: true,
      DATABASE_URL,
      JWT_SECRET: 'for-development',
    })
    expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError)
  })

  it('lists everything that is wrong at once, and no value', () => {
    const secret = 'short-one'
    expect(() => load({ NODE_ENV: 'production', PORT: '99999', JWT_SECRET: secret })).toThrow(
      expect.objectContaining({
        code: 'SW_ERR_KIT_CONFIG_INVALID',
        message: expect.stringMatching(
          /PORT is wrong: .*65535[\s\S]*DATABASE_URL is not set, and production needs it[\s\S]*JWT_SECRET is wrong: too small/,
        ),
      }),
    )
    expect(() => load({ NODE_ENV: 'production', JWT_SECRET: secret })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    )
  })

  it('has production refuse what is meant for development', () => {
    expect(() => load({ NODE_ENV: 'production', DATABASE_URL })).toThrow('JWT_SECRET is not set')
    expect(() => load({ NODE_ENV: 'staging', DATABASE_URL, JWT_SECRET: 'for-development' })).toThrow(
      'JWT_SECRET has the value that is meant for development; staging needs one of its own',
    )
  })

  it('gives the reason that a check of the schema gives, also for what is not set, and beside other problems', () => {
    const options = { path: ['DATABASE_URL'], message: 'One file is no database of production', when: () => true }
    const optional = schema.extend({ DATABASE_URL: schema.shape.DATABASE_URL.optional() })
    const demanding = optional.refine((values) => values.DATABASE_URL !== undefined, options)
    const read = () =>
      loadConfig({ schema: demanding, folder: false, variables: { NODE_ENV: 'production', PORT: 'x' } })
    expect(read).toThrow(/PORT is wrong[^]*DATABASE_URL is not set: one file is no database of production/)
  })

  it('lets the process go before .env.<environment>, and that before .env', () => {
    writeFileSync(join(folder, '.env'), `DATABASE_URL=${DATABASE_URL}\nPORT=1\nDEBUG=true\n`)
    writeFileSync(join(folder, '.env.test'), 'PORT=2\nDEBUG=\n')
    const read = (variables: Record<string, string>) =>
      loadConfig({ schema, folder, variables: { NODE_ENV: 'test', ...variables } })
    expect(read({})).toMatchObject({ PORT: 2, DEBUG: false })
    expect(read({ PORT: '3' }).PORT).toBe(3)
    expect(loadConfig({ schema, folder, variables: {} })).toMatchObject({ PORT: 1, DEBUG: true })
  })

  it('reads a secret from the file that NAME_FILE names', () => {
    const file = join(folder, 'jwt-secret')
    writeFileSync(file, 'a-secret-from-a-file\n')
    expect(load({ DATABASE_URL, JWT_SECRET_FILE: file }).JWT_SECRET).toBe('a-secret-from-a-file')
    expect(() => load({ DATABASE_URL, JWT_SECRET_FILE: `${file}.gone` })).toThrow(/JWT_SECRET_FILE names .* ENOENT/)
    expect(() => load({ DATABASE_URL, JWT_SECRET_FILE: file, JWT_SECRET: 'both-of-them-set' })).toThrow(
      'keep one of them',
    )
  })

  it('opens sealed values with the key of the deployment', () => {
    const { publicKey, privateKey } = generateSecretKeys()
    const JWT_SECRET = seal('a-secret-that-is-sealed', publicKey, 'JWT_SECRET')
    expect(load({ DATABASE_URL, JWT_SECRET, SECRETS_KEY: privateKey }).JWT_SECRET).toBe('a-secret-that-is-sealed')
    const file = join(folder, 'secrets-key')
    writeFileSync(file, `${privateKey}\n`)
    expect(load({ DATABASE_URL, JWT_SECRET, SECRETS_KEY_FILE: file }).JWT_SECRET).toBe('a-secret-that-is-sealed')
    expect(() => load({ DATABASE_URL, JWT_SECRET, SECRETS_KEY_FILE: join(folder, 'gone') })).toThrow('ENOENT')
    expect(() => load({ DATABASE_URL, JWT_SECRET })).toThrow('JWT_SECRET a sealed value cannot be opened')
  })
})

describe('what is shown of a configuration', () => {
  it('hides secrets and passwords', () => {
    const text = JSON.stringify(describeConfig(schema, load({ DATABASE_URL, JWT_SECRET: 'a-very-long-secret' })))
    expect(text).toContain('"PORT":3000')
    expect(text).toContain('postgres://shop:[set]@db/shop')
    expect(text).not.toMatch(/hunter2|a-very-long-secret/)
  })

  it('gives an example that lists every setting and is itself a valid file', () => {
    const example = renderEnvExample(schema)
    expect(example).toContain(
      '# --- auth ---\n\n# Signs access tokens\n# Secret: give it as a file with JWT_SECRET_FILE, or sealed.\n# Required in production.\nJWT_SECRET=\n',
    )
    expect(example).toContain('# PORT=3000')
    for (const name of Object.keys(schema.shape)) expect(example).toMatch(new RegExp(`^(# )?${name}=`, 'm'))
    expect(parseEnv(example)).toEqual({ DATABASE_URL: 'postgres://…', JWT_SECRET: '' })
  })
})

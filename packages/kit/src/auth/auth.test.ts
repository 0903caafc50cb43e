import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { hash as argon2Hash } from '@node-rs/argon2'
import fc from 'fast-check'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { createAccessTokens, type AccessTokenOptions, type SigningKey } from './access-tokens.ts'
import { createLogin } from './login.ts'
import { createPasswords } from './passwords.ts'
import { definePermissions, type Actor } from './permissions.ts'
import { encodeBase32, matchTotp, totpCode, totpUri } from './totp.ts'

vi.setConfig({ testTimeout: 60_000 })

describe('passwords', () => {
  const passwords = createPasswords()

  it('are hashed with argon2id, 19 MiB and two passes, each with a salt of its own', async () => {
    const [first, second] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(second).not.toBe(first)
    expect(await passwords.verify('correct horse', first)).toEqual({ isRight: true })
    expect(await passwords.verify('wrong horse', first)).toEqual({ isRight: false })
  })

  it('are right however their letters were composed', async () => {
    const hash = await passwords.hash('pässword 1')
    expect(await passwords.verify('pa\u0308ssword 1', hash)).toEqual({ isRight: true })
  })

  it('are never right without a hash, nor when they are empty', async () => {
    for (const stored of [undefined, null, ''])
      for (const tried of ['', 'nobody has this password'])
        expect(await passwords.verify(tried, stored)).toEqual({ isRight: false })
  })

  it('are hashed anew when the parameters changed or the hash is of another kind', async () => {
    const weak = await argon2Hash('correct horse', { memoryCost: 8192, timeCost: 1 })
    const { rehashed } = await passwords.verify('correct horse', weak)
    expect(rehashed).toMatch(/m=19456,t=2/)
    expect(await passwords.verify('correct horse', rehashed)).toEqual({ isRight: true })
    const other = await argon2Hash('correct horse', { algorithm: 1 })
    expect((await passwords.verify('correct horse', other)).rehashed).toMatch(/^\$argon2id\$/)
    const moved = createPasswords({ legacy: async (password, hash) => hash === `plain:${password}` })
    expect(await moved.verify('short', 'plain:short')).toEqual({
      isRight: true,
      rehashed: expect.stringMatching(/^\$argon2id/),
    })
    expect(await passwords.verify('short', 'plain:short')).toEqual({ isRight: false })
  })

  it('are refused when they are too short or endless', async () => {
    await expect(passwords.hash('seven77')).rejects.toMatchObject({ code: 'SW_ERR_KIT_PASSWORD' })
    await expect(passwords.hash('👍'.repeat(7))).rejects.toThrow('shorter than 8 characters')
    await expect(passwords.hash('x'.repeat(1025))).rejects.toThrow('longer than 1024 bytes')
    const hash = await passwords.hash('x'.repeat(1024))
    expect(await passwords.verify('x'.repeat(2_000_000), hash)).toEqual({ isRight: false })
  })
})

describe('access tokens', () => {
  const edKey = (kid: string): SigningKey => ({
    kid,
    algorithm: 'EdDSA',
    key: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  })
  const claims = { subject: 'user-1', sessionId: 'session-1', roles: ['customer'] }
  const [oldKey, newKey] = [edKey('old'), edKey('new')]
  const common = { issuer: 'https://id.example', audience: 'https://api.example' }
  const make = (options: Partial<AccessTokenOptions> = {}) =>
    createAccessTokens({ ...common, keys: [oldKey], ...options })

  it('tell who it is, for 15 minutes', async () => {
    let nowMs = Date.UTC(2026, 7, 1)
    const tokens = make({ now: () => nowMs })
    const token = await tokens.issue(claims)
    expect(await tokens.verify(token)).toEqual({ ...claims, expiresAt: new Date(nowMs + 15 * 60_000) })
    nowMs += 15 * 60_000
    expect(await tokens.verify(token)).toMatchObject(claims)
    nowMs += 6000
    await expect(tokens.verify(token)).rejects.toMatchObject({
      code: 'SW_ERR_KIT_TOKEN',
      message: expect.stringContaining('exp'),
    })
  })

  it('stay good while their key is replaced, and end when it is taken out', async () => {
    const token = await make().issue(claims)
    const rotated = make({ keys: [newKey, oldKey] })
    expect(await rotated.verify(token)).toMatchObject(claims)
    const fresh = await rotated.issue(claims)
    await expect(make().verify(fresh)).rejects.toThrow('its key is not known')
    await expect(make({ keys: [newKey] }).verify(token)).rejects.toThrow('its key is not known')
    expect(rotated.publicKeys().keys).toMatchObject([
      { kid: 'new', alg: 'EdDSA', use: 'sig', crv: 'Ed25519' },
      { kid: 'old', alg: 'EdDSA' },
    ])
    expect(JSON.stringify(rotated.publicKeys())).not.toContain('"d"')
  })

  it('can be checked with public keys only', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = (type: 'pkcs8' | 'spki') =>
      (type === 'pkcs8'
        ? privateKey.export({ type, format: 'pem' })
        : publicKey.export({ type, format: 'pem' })) as string
    const token = await make({ keys: [{ kid: 'ec', algorithm: 'ES256', key: pem('pkcs8') }] }).issue(claims)
    const checker = make({ keys: [{ kid: 'ec', algorithm: 'ES256', key: pem('spki') }] })
    expect(await checker.verify(token)).toMatchObject(claims)
    await expect(checker.issue(claims)).rejects.toThrow('cannot sign')
  })

  const secret = randomBytes(32)
  const shared: SigningKey = { kid: 'shared', algorithm: 'HS256', key: secret.toString('base64') }
  const valid = () =>
    new SignJWT({ sid: 's', roles: [] })
      .setSubject('user-1')
      .setIssuer(common.issuer)
      .setAudience(common.audience)
      .setIssuedAt()
      .setExpirationTime('5m')
  const head = { alg: 'HS256', kid: 'shared', typ: 'at+jwt' }

  it.each([
    ['without a signature', () => new UnsecuredJWT({ sid: 's', roles: [] }).setSubject('a').encode()],
    [
      'with another algorithm',
      () =>
        valid()
          .setProtectedHeader({ ...head, alg: 'HS512' })
          .sign(randomBytes(64)),
    ],
    ['of another key', () => valid().setProtectedHeader(head).sign(randomBytes(32))],
    [
      'of another kind',
      () =>
        valid()
          .setProtectedHeader({ ...head, typ: 'JWT' })
          .sign(secret),
    ],
    ['without a kid', () => valid().setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(secret)],
    ['of another issuer', () => valid().setIssuer('https://evil.example').setProtectedHeader(head).sign(secret)],
    ['for another audience', () => valid().setAudience('https://other.example').setProtectedHeader(head).sign(secret)],
    [
      'without an end',
      () =>
        new SignJWT({ sid: 's', roles: [] })
          .setSubject('a')
          .setIssuer(common.issuer)
          .setAudience(common.audience)
          .setIssuedAt()
          .setProtectedHeader(head)
          .sign(secret),
    ],
    [
      'with roles that are none',
      () => {
        const t = new SignJWT({ sid: 's', roles: 'admin' })
          .setSubject('a')
          .setIssuer(common.issuer)
          .setAudience(common.audience)
          .setIssuedAt()
          .setExpirationTime('5m')
        return t.setProtectedHeader(head).sign(secret)
      },
    ],
    ['that is none', () => 'not.a.token'],
    ['that is empty', () => ''],
  ])('are refused: one %s', async (_, forge) => {
    const tokens = make({ keys: [shared] })
    expect(await tokens.verify(await valid().setProtectedHeader(head).sign(secret))).toMatchObject({
      subject: 'user-1',
    })
    await expect(tokens.verify(await forge())).rejects.toMatchObject({ code: 'SW_ERR_KIT_TOKEN' })
  })

  it('are refused when the public key was taken for a shared secret', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const tokens = make({
      keys: [{ kid: 'ed', algorithm: 'EdDSA', key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }],
    })
    const forged = valid().setProtectedHeader({ alg: 'HS256', kid: 'ed', typ: 'at+jwt' })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
    await expect(tokens.verify(await forged.sign(Buffer.from(pem)))).rejects.toThrow(
      'its algorithm is not that of its key',
    )
  })

  it('are refused when a letter of them was changed', async () => {
    const tokens = make()
    const token = await tokens.issue(claims)
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 2), async (at) => {
        // The last letter of a part may hold bits that nobody reads.
        fc.pre(token[at] !== '.' && token[at + 1] !== '.')
        const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
        await expect(tokens.verify(changed)).rejects.toMatchObject({ code: 'SW_ERR_KIT_TOKEN' })
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['none', []],
    ['two of one name', [oldKey, { ...newKey, kid: 'old' }]],
    ['a short secret', [{ kid: 'a', algorithm: 'HS256', key: 'c2hvcnQ=' } as const]],
    ['a key of another kind', [{ ...oldKey, algorithm: 'ES256' } as const]],
    ['what is no key', [{ kid: 'a', algorithm: 'EdDSA', key: 'nothing' } as const]],
  ])('need keys that can be used, not %s', (_, keys) => {
    expect(() => make({ keys })).toThrow(expect.objectContaining({ code: 'SW_ERR_KIT_KEY' }))
  })
})

describe('codes of an authenticator app', () => {
  const secret = Buffer.from('12345678901234567890')

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238, appendix B, at %i s', (seconds, code) => {
    expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code)
    expect(matchTotp(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30))
  })

  it('are good one step before and after, and not two', () => {
    const atMs = 1_234_567_890_000
    const matches = [-2, -1, 0, 1, 2].map((steps) => matchTotp(secret, '005924', atMs + steps * 30_000) !== undefined)
    expect(matches).toEqual([false, true, true, true, false])
  })

  it.each(['', '05924', '0059240', 'abcdef', '٠٠٥٩٢٤'])('are not "%s"', (code) => {
    expect(matchTotp(secret, code, 1_234_567_890_000)).toBeUndefined()
  })

  it('are set up with a secret in base32', () => {
    expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => encodeBase32(Buffer.from(text)))).toEqual([
      '',
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ])
    expect(totpUri(Buffer.from('foobar'), 'My Shop', 'a@b.example')).toBe(
      'otpauth://totp/My%20Shop:a%40b.example?secret=MZXW6YTBOI&issuer=My%20Shop',
    )
  })
})

describe('permissions', () => {
  interface Order {
    customerId: string
    isOpen: boolean
  }
  type Resources = { 'order.read': Order; 'order.cancel': Order; 'order.refund': Order; 'user.delete': { id: string } }
  const owns = (actor: Actor, order: Order): boolean => order.customerId === actor.id
  const permissions = definePermissions<Actor, Resources>({
    guest: {},
    customer: {
      'order.read': owns,
      'order.cancel': (actor, order) => owns(actor, order) && order.isOpen,
      'user.delete': (actor, user) => user.id === actor.id,
    },
    support: { 'order.read': true, 'order.cancel': (_, order) => order.isOpen },
    admin: { 'order.read': true, 'order.cancel': true, 'order.refund': true, 'user.delete': true },
  })

  // Every role against every action, on what is one's own and on what is another's.
  const MATRIX = {
    'order.read': { guest: '--', customer: 'o-', support: 'oa', admin: 'oa' },
    'order.cancel': { guest: '--', customer: 'o-', support: 'oa', admin: 'oa' },
    'order.refund': { guest: '--', customer: '--', support: '--', admin: 'oa' },
    'user.delete': { guest: '--', customer: 'o-', support: '--', admin: 'oa' },
  } as const
  const cases = Object.entries(MATRIX).flatMap(([action, row]) =>
    Object.entries(row).map(([role, expected]) => [role, action as keyof Resources, expected] as const),
  )

  it.each(cases)('%s, %s: %s', (role, action, expected) => {
    const actor = { id: 'me', roles: [role] }
    const of = (owner: string) =>
      (action === 'user.delete' ? { id: owner } : { customerId: owner, isOpen: true }) as never
    const answer = [
      permissions.allows(actor, action, of('me')) ? 'o' : '-',
      permissions.allows(actor, action, of('another')) ? 'a' : '-',
    ].join('')
    expect(answer).toBe(expected)
  })

  it('depend on the state of what it is about', () => {
    const closed = { customerId: 'me', isOpen: false }
    const may = ['customer', 'support', 'admin'].map((role) =>
      permissions.allows({ id: 'me', roles: [role] }, 'order.cancel', closed),
    )
    expect(may).toEqual([false, false, true])
  })

  it('are not there for unknown roles and actions, nor without the resource', () => {
    for (const role of ['nobody', 'constructor', '__proto__', 'toString', ''])
      expect(permissions.allows({ id: 'me', roles: [role] }, 'order.read', { customerId: 'me', isOpen: true })).toBe(
        false,
      )
    expect(permissions.allows({ id: 'me', roles: ['admin'] }, 'constructor' as never)).toBe(false)
    expect(permissions.allows({ id: 'me', roles: ['customer'] }, 'order.read')).toBe(false)
    expect(permissions.allows({ id: 'me', roles: [] }, 'order.read')).toBe(false)
    expect(permissions.allows({ id: 'me', roles: ['guest', 'support'] }, 'order.read')).toBe(true)
    expect(() => permissions.demand({ id: 'me', roles: ['guest'] }, 'order.refund')).toThrow(
      expect.objectContaining({ code: 'SW_ERR_KIT_FORBIDDEN' }),
    )
  })

  it('do not come from a predicate that promises', () => {
    const wrong = definePermissions<Actor, Resources>({ a: { 'order.read': (async () => false) as never } })
    expect(wrong.allows({ id: 'me', roles: ['a'] }, 'order.read', { customerId: 'x', isOpen: true })).toBe(false)
  })

  it('can be listed', () => {
    expect(permissions.matrix()).toContainEqual({ role: 'support', action: 'order.cancel', permission: 'depends' })
    expect(permissions.matrix()).toHaveLength(9)
  })
})

describe('a login', () => {
  it('says the same of a wrong password and of nobody, and is locked for both', async () => {
    const passwords = createPasswords({ memoryKiB: 64, passes: 1 })
    const weak = await argon2Hash('correct horse', { memoryCost: 32, timeCost: 1 })
    const saved: string[] = []
    const failures = new Map<string, number>()
    const checkLogin = createLogin({
      passwords,
      lockout: {
        begin: async (key) => {
          const count = (failures.get(key) ?? 0) + 1
          failures.set(key, count)
          return { isAllowed: count <= 2, retryAfterMs: count <= 2 ? 0 : 1000 }
        },
        succeeded: async (key) => void failures.delete(key),
        prune: async () => 0,
      },
      findUser: async (login) => (login === 'a@b.example' ? { passwordHash: weak } : undefined),
      saveHash: async (_, hash) => saved.push(hash),
    })
    const outcomes = async (login: string) => [
      await checkLogin(login, 'wrong', 'net'),
      await checkLogin(login.toUpperCase(), 'wrong', 'net'),
      await checkLogin(login, 'correct horse', 'net'),
    ]
    expect(await outcomes('a@b.example')).toEqual(await outcomes('nobody@b.example'))
    expect(await checkLogin('a@b.example', 'correct horse', 'elsewhere')).toMatchObject({ outcome: 'right' })
    expect(saved).toEqual([expect.stringContaining('m=64,t=1')])
  })
})

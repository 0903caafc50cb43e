import { callAt, codeAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { guardChain } from '../../derive/program/guards.ts'
import { isNode } from '../../derive/program/file-index.ts'
import { anyOf } from '../../derive/program/names.ts'
import { possibilities, type Value } from '../../derive/program/value.ts'
import type { Expression } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import type { Views } from '../../derive/views.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/** OWASP's minimum for bcrypt. */
const MIN_BCRYPT_COST = 10
const MIN_PBKDF2_ROUNDS = 100_000
const STRONG =
  /^(argon2(\.(hash|argon2id))?|@node-rs\/argon2\.(hash|hashSync|hashRaw)|hash-wasm\.(argon2id|argon2i|bcrypt|scrypt)|crypto\.scrypt(Sync)?|@node-rs\/bcrypt\.(hash|hashSync)|Bun\.password\.hash|oslo\/password\..*|@oslojs\/.*|scrypt-kdf\.kdf|bcrypt-nodejs\.hash(Sync)?|@noble\/hashes\/.*\.(argon2id|scrypt)\w*|lucia\.Scrypt\(\)\.hash|@phc\/(argon2|bcrypt|scrypt).*|@adonisjs\/(core|hash).*\.make|secure-password.*\.hash)$/
/** Libraries that look after passwords by themselves, with a slow hash. */
const MANAGED = /^(better-auth\.betterAuth|passport-local-mongoose)$/
const BCRYPT = /^(bcrypt|bcryptjs|bcrypt-ts)\.(hash|hashSync|genSalt|genSaltSync)$/
const PBKDF2 = /^crypto\.pbkdf2(Sync)?$/
const WEAK =
  /^(md5|sha1|sha256|sha\.js|hash\.js|js-sha256\.sha256|js-md5|crypto-js\.(MD5|SHA1|SHA256|SHA512)|blueimp-md5)$/
const UPDATE = /^crypto\.createHash\(\)\.update$/
const HASHES = anyOf([STRONG, MANAGED, BCRYPT, PBKDF2, WEAK, UPDATE])
/** Others, such as MD4, belong to protocols that prescribe them. */
const FAST_HASH = /^(MD5|SHA-?1|SHA-?256|SHA-?384|SHA-?512|a plain hash)$/
const PASSWORD =
  /^(password|passwd|pwd|passphrase|plainPassword|plaintextPassword|rawPassword|clearTextPassword|plain_?text_?password|clearPassword|user_?password|newPassword|pass)$/i
const COMPARES = /^(compare|check|verify|validate|match|isValid|is)(The)?_?(User)?_?Pass(word)?s?$/i

const APP = "const app = require('express')()\n"
const SERVER = (line: string): string =>
  `${APP}app.post('/signup', async (req, res) => {\n  const { password } = req.body\n${line}\n})\napp.listen(3000)\n`

export default defineRule({
  id: 'security/password-hash-weak',
  catalogue: 'SE06',
  title: 'Passwords are stored or compared with a weak hash',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'datastores', 'packages'],
  tokens: {
    packages: [
      'bcrypt',
      'bcryptjs',
      'argon2',
      '@node-rs/argon2',
      '@node-rs/bcrypt',
      'crypto',
      'scrypt-kdf',
      'md5',
      'sha1',
      'crypto-js',
      'hash-wasm',
      'bcrypt-nodejs',
      'bcrypt-ts',
      'passport-local-mongoose',
      'better-auth',
      'secure-password',
      '@noble/hashes',
      'passport-local',
      'js-sha256',
      'blueimp-md5',
    ],
    words: ['password', 'Password'],
  },
  why: 'A fast hash is guessed billions of times a second. After one leaked backup, most passwords are known the same day, and they open the same people’s mail.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Hash with argon2id, or bcrypt with a cost of at least 10, and rehash at the next login.',
      code: "import { hash } from '@node-rs/argon2'\nuser.password = await hash(password)",
    },
  ],
  references: [
    {
      title: 'OWASP: password storage',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html',
    },
    { title: 'OWASP ASVS 5.0, V11.4.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Hashes of e-mail addresses for avatars, of content for ETags and cache keys.',
    'The prefix for a breach check (Have I Been Pwned).',
    'A hash that is hashed again by bcrypt or argon2.',
    'Comparing a new password with its repetition.',
  ],
  examples: [
    {
      name: 'bcrypt with cost 12',
      outcome: 'pass',
      line: 4,
      files: project('express@5 bcrypt@5', {
        'server.js': SERVER("  await save(await require('bcrypt').hash(password, 12))"),
      }),
    },
    {
      name: 'an avatar',
      outcome: 'pass',
      files: project('express@5 argon2@0', {
        'server.js': SERVER(
          "  const avatar = require('crypto').createHash('md5').update(req.body.email).digest('hex')\n  await save(avatar, await require('argon2').hash(password))",
        ),
      }),
    },
    {
      name: 'a low cost',
      outcome: 'fail',
      severity: 'warning',
      says: '8',
      files: project('express@5 bcryptjs@2', {
        'server.js': SERVER("  await save(await require('bcryptjs').hash(password, 8))"),
      }),
    },
    {
      name: 'md5',
      outcome: 'fail',
      severity: 'critical',
      line: 4,
      files: project('express@5', {
        'server.js': SERVER("  await save(require('crypto').createHash('md5').update(password).digest('hex'))"),
      }),
    },
    {
      name: 'plain text',
      outcome: 'fail',
      severity: 'critical',
      says: 'plain',
      files: project('express@5 mongoose@8', {
        'server.js': `${APP}const User = require('mongoose').model('User')\napp.post('/login', async (req, res) => {\n  const user = await User.findOne({ email: req.body.email })\n  if (user.password === req.body.password) res.send('ok')\n})\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'no passwords',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': `${APP}app.listen(3000)\n` }),
    },
    {
      name: 'hashed by somebody else',
      outcome: 'unknown',
      files: project('express@5 passport-local@1', {
        'server.js': `${APP}const { Strategy } = require('passport-local')\nnew Strategy((username, password, done) => require('company-users').check(username, password, done))\napp.listen(3000)\n`,
      }),
    },
  ],
  evaluate({ service, program, packages, datastores }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const events = program.matching(HASHES).filter(({ force }) => force !== 'off')
    const strong = events.filter((event) => isStrong(program, event))
    const findings = [
      // Beside a slow hash of passwords, a fast one is for something else: old accounts, a legacy protocol, a key.
      ...(strong.length > 0 ? [] : weakHashes(program, events)),
      ...lowCosts(program, events, strong.length > 0),
      ...plainComparisons(program, strong.length > 0),
    ]
    if (findings.length > 0) return fail(findings, strong.length)
    const unsure = strong.find((event) => BCRYPT.test(event.name) && !isCostKnown(program, event))
    if (unsure) return unknown('the cost of bcrypt is not known', [callAt(unsure)])
    if (strong.length > 0)
      return pass(
        strong.slice(0, 4).map((event) => callAt(event)),
        strong.length,
      )
    const hint = hintOfPasswords({ packages, datastores, program })
    return hint
      ? unknown(`${hint}, but how passwords are hashed was not found`)
      : notApplicable('it stores no passwords')
  },
})

/** A slow hash of a password; of something else it says nothing about passwords. */
function isStrong(program: Execution, event: CallEvent): boolean {
  if (MANAGED.test(event.name)) return true
  if (STRONG.test(event.name)) return isPasswordCall(program, event)
  if (BCRYPT.test(event.name))
    return isPasswordCall(program, event) && (costOf(program, event) ?? MIN_BCRYPT_COST) >= MIN_BCRYPT_COST
  return (
    PBKDF2.test(event.name) &&
    isPasswordCall(program, event) &&
    (roundsOf(program, event) ?? MIN_PBKDF2_ROUNDS) >= MIN_PBKDF2_ROUNDS
  )
}

/** What is hashed is called a password here or where it came from, or the code around says that it is about passwords. */
function isPasswordCall(program: Execution, event: CallEvent): boolean {
  const [first] = event.call.args
  if (event.name.includes('genSalt')) return /passw/i.test(event.file.text) && !hashesSomethingElse(event)
  if (first === undefined) return false
  if (isPassword(event, first) || isPasswordValue(program.evaluator.argument(siteOf(event), 0))) return true
  return enclosingNames(event).some((name) => /passw/i.test(name)) || /passw/i.test(event.file.path)
}

/** The salt goes into a hash of an API key or a token. */
function hashesSomethingElse({ file, call }: CallEvent): boolean {
  const siblings = file.calls.filter(
    ({ callee, function: owner }) =>
      owner === call.function && isNode(callee) && callee.type === 'member' && /^hash(Sync)?$/.test(callee.property),
  )
  return siblings.length > 0 && siblings.every(({ args }) => /key|token|secret/i.test(nameOf(args[0])))
}

function nameOf(expression: Expression | undefined): string {
  if (!isNode(expression)) return ''
  if (expression.type === 'identifier') return expression.name
  return expression.type === 'member' ? expression.property : ''
}

function enclosingNames({ file, call }: CallEvent): string[] {
  const names: string[] = []
  for (let index = call.function; index > 0; index = file.functions[index]!.parent)
    names.push(file.functions[index]!.name ?? '')
  return names
}

/** A parameter that was called a password by whoever passed it on. */
function isPasswordValue(value: Value | undefined): boolean {
  if (value?.kind === 'alternatives') return value.values.some(isPasswordValue)
  if (value?.kind !== 'parameter') return false
  return PASSWORD.test(value.path.at(-1) ?? value.name)
}

function costOf(program: Execution, event: CallEvent): number | undefined {
  const args = program.evaluator.arguments(siteOf(event))
  return numberOf(args[event.name.includes('genSalt') ? 0 : 1])
}

/** A cost that is left out is the library's own; one that comes from elsewhere may be anything. */
function isCostKnown(program: Execution, event: CallEvent): boolean {
  const value = program.evaluator.arguments(siteOf(event))[event.name.includes('genSalt') ? 0 : 1]
  if (costOf(program, event) !== undefined || value === undefined) return true
  return value.kind === 'function' || /^(bcrypt|bcryptjs|bcrypt-ts)\b/.test('name' in value ? String(value.name) : '')
}

function roundsOf(program: Execution, event: CallEvent): number | undefined {
  return numberOf(program.evaluator.argument(siteOf(event), 2))
}

function numberOf(value: Value | undefined): number | undefined {
  const [option] = value ? possibilities(value) : []
  if (option?.kind === 'literal' && /^\d+$/.test(String(option.value))) return Number(option.value)
  return option?.kind === 'environment' ? numberOf(option.fallback) : undefined
}

function lowCosts(program: Execution, events: readonly CallEvent[], hasStrong: boolean): FindingDraft[] {
  return events.flatMap((event): FindingDraft[] => {
    const isSalt = event.name.includes('genSalt')
    const cost = BCRYPT.test(event.name) && !(isSalt && hashesSomethingElse(event)) ? costOf(program, event) : undefined
    if (cost !== undefined && cost < MIN_BCRYPT_COST)
      return [{ message: `bcrypt runs with cost ${cost}; ${MIN_BCRYPT_COST} is the least`, evidence: [callAt(event)] }]
    const isPbkdf2 = !hasStrong && PBKDF2.test(event.name) && isPasswordCall(program, event)
    const rounds = isPbkdf2 ? roundsOf(program, event) : undefined
    return rounds !== undefined && rounds < MIN_PBKDF2_ROUNDS
      ? [{ message: `PBKDF2 runs ${rounds} rounds; ${MIN_PBKDF2_ROUNDS} is the least`, evidence: [callAt(event)] }]
      : []
  })
}

/** `createHash('md5').update(password)`, `md5(password)`; not when only a prefix is used. */
function weakHashes(program: Execution, events: readonly CallEvent[]): FindingDraft[] {
  return events.flatMap((event): FindingDraft[] => {
    const isUpdate = UPDATE.test(event.name)
    if (!isUpdate && !WEAK.test(event.name)) return []
    const [argument] = event.call.args
    if (argument === undefined) return []
    if (!isPassword(event, argument) && !isPasswordValue(program.evaluator.argument(siteOf(event), 0))) return []
    const around = event.file.functions[event.call.function]!
    const text = event.file.text.slice(around.at, around.end)
    if (/pwned|hibp|breach|\.slice\(0, ?5\)|substring\(0, ?5\)/i.test(text)) return []
    const algorithm = isUpdate ? algorithmOf(program, event) : event.name
    if (isUpdate && !FAST_HASH.test(algorithm)) return []
    return [
      {
        message: `a password is hashed with ${algorithm}, which is made to be fast`,
        evidence: [callAt(event)],
        severity: event.force === 'on' ? 'critical' : 'warning',
      },
    ]
  })
}

function algorithmOf(program: Execution, event: CallEvent): string {
  const receiver = event.callee.kind === 'external' ? event.callee.receiver : undefined
  const [name] = receiver?.kind === 'instance' && receiver.call ? program.evaluator.arguments(receiver.call) : []
  return name?.kind === 'literal' ? String(name.value).toUpperCase() : 'a plain hash'
}

/** An expression that is called a password: `password`, `user.password`, `password + salt`. */
function isPassword(event: CallEvent, expression: Expression): boolean {
  if (!isNode(expression)) return false
  if (expression.type === 'identifier') return PASSWORD.test(expression.name)
  if (expression.type === 'member') return PASSWORD.test(expression.property)
  if (expression.type === 'template') return expression.values.some((value) => isPassword(event, value))
  if (expression.type === 'binary') return isPassword(event, expression.left) || isPassword(event, expression.right)
  if (expression.type === 'call')
    return event.file.calls[expression.call]!.args.some((argument) => isPassword(event, argument))
  return false
}

/** `user.password === req.body.password`, and functions that compare passwords with `===`. */
function plainComparisons(program: Execution, hasStrong: boolean): FindingDraft[] {
  // Beside a slow hash, comparing passwords tells whether one was changed.
  if (hasStrong) return []
  const findings: FindingDraft[] = []
  for (const path of program.modules) {
    const file = program.evaluator.sources.skim(path)?.relevant ? program.evaluator.sources.parse(path) : undefined
    if (!file || !/passw/i.test(file.text)) continue
    for (const { expression, at } of comparisons(file)) {
      if (
        isStoredAgainstGiven(expression.left, expression.right) ||
        isStoredAgainstGiven(expression.right, expression.left)
      )
        findings.push(plainFinding(file, at))
    }
    for (const fn of file.functions) {
      const [only] = fn.returns
      const value = only?.value
      if (
        fn.returns.length === 1 &&
        COMPARES.test(fn.name ?? '') &&
        isNode(value) &&
        value.type === 'binary' &&
        /^={2,3}$/.test(value.operator)
      )
        findings.push(plainFinding(file, only!.at))
    }
  }
  return findings
}

function plainFinding(file: SourceFile, at: number): FindingDraft {
  return { message: 'a stored password is compared as plain text', evidence: [codeAt(file, at)], severity: 'critical' }
}

type Comparison = Extract<Expression, { type: 'binary' }>

function comparisons(file: SourceFile): { expression: Comparison; at: number }[] {
  const found: { expression: Comparison; at: number }[] = []
  const collect = (expression: Expression | undefined, at: number): void => {
    if (!isNode(expression)) return
    if (expression.type === 'binary' && /^[!=]={1,2}$/.test(expression.operator)) found.push({ expression, at })
    if (expression.type === 'logical') {
      collect(expression.left, at)
      collect(expression.right, at)
    }
    if (expression.type === 'unary') collect(expression.value, at)
  }
  for (const [index, { test, at, kind }] of file.guards.entries())
    if (kind === 'if' && guardChain(file, index).length > 0) collect(test, at)
  for (const { returns } of file.functions) for (const { value, at } of returns) collect(value, at)
  return found
}

/** A password of a record that was read against one that was sent. */
function isStoredAgainstGiven(stored: Expression, given: Expression): boolean {
  if (!isNode(stored) || stored.type !== 'member' || !PASSWORD.test(stored.property)) return false
  const owner = stored.object
  const ownerName = isNode(owner)
    ? owner.type === 'identifier'
      ? owner.name
      : owner.type === 'member'
        ? owner.property
        : ''
    : ''
  if (
    !/^(user|account|admin|member|customer|found|existing|record|row|result|doc|client|u|dbUser|existingUser|foundUser|currentUser)\w*$/i.test(
      ownerName,
    )
  )
    return false
  if (!isNode(given)) return false
  const name = given.type === 'identifier' ? given.name : given.type === 'member' ? given.property : ''
  return PASSWORD.test(name) && !/confirm|repeat|again|old|new/i.test(name)
}

function hintOfPasswords({
  packages,
  datastores,
  program,
}: Pick<Views, 'packages' | 'datastores' | 'program'>): string | undefined {
  const strategy = packages.dependency(/^(passport-local|@fastify\/passport|express-basic-auth)$/)
  if (strategy) return `${strategy.name} takes passwords`
  const schema = datastores.prisma
  const text = schema && program.evaluator.data(schema.path)
  return typeof text === 'string' && /^\s*(password|passwordHash|hashedPassword|password_hash)\s+String/m.test(text)
    ? `${schema!.path} has a password column`
    : undefined
}

import type { Algorithm, Options } from '@node-rs/argon2'
import { KitError } from '../kit-error.ts'

export interface PasswordOptions {
  /** Default 19 MiB, which with two passes is what OWASP's Password Storage Cheat Sheet asks of argon2id. */
  memoryKiB?: number
  /** Default 2. */
  passes?: number
  /** Shortest password. Default 8 characters (NIST SP 800-63B, 3.1.1.2). */
  minLength?: number
  /** Checks hashes that are not of argon2, as those of a system before this one. */
  legacy?: (password: string, hash: string) => Promise<boolean>
}

export interface PasswordVerdict {
  isRight: boolean
  /** When the password is right and its hash was made in another way: a new hash, to be stored. */
  rehashed?: string
}

export interface Passwords {
  /** @throws KitError `SW_ERR_KIT_PASSWORD` when it is too short or too long. */
  hash: (password: string) => Promise<string>
  /** Without a hash, as for a user that does not exist, it is as much work, and the answer is no. */
  verify: (password: string, hash: string | undefined | null) => Promise<PasswordVerdict>
}

/** argon2 would take megabytes; nobody types them. */
const MAX_BYTES = 1024
const ARGON2ID = 2 as Algorithm

/**
 * Hashes and checks passwords with argon2id.
 *
 * @example
 * const passwords = createPasswords()
 * const { isRight, rehashed } = await passwords.verify(password, user?.passwordHash)
 * if (rehashed) await saveHash(user.id, rehashed)
 */
export function createPasswords(options: PasswordOptions = {}): Passwords {
  const { memoryKiB = 19 * 1024, passes = 2, minLength = 8 } = options
  const parameters: Options = { algorithm: ARGON2ID, memoryCost: memoryKiB, timeCost: passes, parallelism: 1 }
  let hashOfNobody: Promise<string> | undefined

  async function hash(password: string): Promise<string> {
    const argon2 = await import('@node-rs/argon2')
    return argon2.hash(password.normalize('NFKC'), parameters)
  }

  async function isRight(password: string, stored: string): Promise<boolean> {
    if (!stored.startsWith('$argon2')) return (await options.legacy?.(password, stored)) ?? false
    const argon2 = await import('@node-rs/argon2')
    return argon2.verify(stored, password.normalize('NFKC'))
  }

  async function isCurrent(stored: string): Promise<boolean> {
    if (!stored.startsWith('$argon2id$')) return false
    const { memoryCost, timeCost, parallelism } = (await import('@node-rs/argon2')).parseOptions(stored)
    return memoryCost === memoryKiB && timeCost === passes && parallelism === 1
  }

  return {
    hash: async (password) => {
      // As a person counts, not as UTF-16 does.
      const length = [...password].length
      if (length < minLength)
        throw new KitError('SW_ERR_KIT_PASSWORD', { problem: `shorter than ${minLength} characters` })
      if (isTooLong(password)) throw new KitError('SW_ERR_KIT_PASSWORD', { problem: `longer than ${MAX_BYTES} bytes` })
      return hash(password)
    },
    verify: async (password, stored) => {
      const nobody = await (hashOfNobody ??= hash('nobody has this password'))
      if (!stored || isTooLong(password)) {
        await isRight(isTooLong(password) ? '' : password, nobody)
        return { isRight: false }
      }
      if (!(await isRight(password, stored))) return { isRight: false }
      return (await isCurrent(stored)) ? { isRight: true } : { isRight: true, rehashed: await hash(password) }
    },
  }
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > MAX_BYTES
}

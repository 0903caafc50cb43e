import { ShipworthyError } from '../../errors.ts'

export interface AddressWord {
  /** `--url` */
  option: string
  word: string
  schemes: readonly string[]
  /** Of `--env-file`; it goes before that of this process. */
  environment: ReadonlyMap<string, string> | undefined
}

/** The address that was meant. What is wrong with one is said without repeating it: it may hold a password. */
export function readAddress({ option, word, schemes, environment }: AddressWord): string {
  const name = /^env:(\w+)$/.exec(word)?.[1]
  const text = name === undefined ? word : (environment?.get(name) ?? process.env[name])
  if (text === undefined || text === '') throw refusal(option, `names ${name}, which is not set`, schemes)
  const address = URL.canParse(text) ? new URL(text) : undefined
  if (!address) throw refusal(option, 'is no address', schemes)
  if (!schemes.includes(address.protocol.slice(0, -1)))
    throw refusal(option, `has the scheme ${address.protocol}// and takes ${schemes.join(', ')}`, schemes)
  return text
}

const EXAMPLES: Record<string, string> = {
  http: 'https://staging.example.com',
  postgres: 'postgres://app@db.example.com/app',
  redis: 'redis://cache.example.com:6379',
}

function refusal(option: string, problem: string, [scheme = 'http']: readonly string[]): ShipworthyError {
  return ShipworthyError.of('SW_ERR_LIVE_TARGET', { option, problem, example: EXAMPLES[scheme] ?? EXAMPLES['http']! })
}

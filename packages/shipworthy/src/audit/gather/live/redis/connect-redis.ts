import type { Redis } from 'ioredis'
import type { LivePart } from '../../../facts/live/live-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { SilentError } from '../silent-error.ts'
import { toSilence } from '../to-silence.ts'

const LIMIT_MS = 5_000

/** A connection that is asked and listed, command by command. */
export interface RedisConnection extends AsyncDisposable {
  /** The answer of a command. @throws what the server answers with. */
  ask: (command: string, ...words: readonly string[]) => Promise<unknown>
  /** Address at the other end of the socket. */
  remoteAddress: () => string | undefined
}

/**
 * Connects once, without retries.
 *
 * @throws SilentError when there is nobody, or the password is refused.
 */
export async function connectRedis(
  url: string,
  session: LiveSession,
  part: LivePart,
  ca?: string,
): Promise<RedisConnection> {
  const { Redis: Client } = await import('ioredis')
  const client = new Client(url, {
    lazyConnect: true,
    connectTimeout: LIMIT_MS,
    commandTimeout: LIMIT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    connectionName: 'shipworthy-check',
    ...(ca && { tls: { ca } }),
  })
  let fault: unknown
  client.on('error', (error: unknown) => {
    fault = error
  })
  session.signal.addEventListener('abort', () => client.disconnect(), { once: true })
  try {
    await client.connect()
    await client.ping()
  } catch (error) {
    client.disconnect()
    session.record(part, 'PING', 'no answer')
    throw toRedisSilence(fault ?? error)
  }
  session.record(part, 'PING', 'PONG')
  return {
    ask: (command, ...words) => ask(client, session, part, command, words),
    remoteAddress: () => (client as unknown as { stream?: { remoteAddress?: string } }).stream?.remoteAddress,
    async [Symbol.asyncDispose]() {
      client.disconnect()
    },
  }
}

async function ask(
  client: Redis,
  session: LiveSession,
  part: LivePart,
  command: string,
  words: readonly string[],
): Promise<unknown> {
  const text = [command, ...words].join(' ')
  try {
    const answer = await client.call(command, ...words)
    session.record(part, text, 'answered')
    return answer
  } catch (error) {
    session.record(part, text, `refused: ${(error as Error).message.slice(0, 60)}`)
    throw error
  }
}

function toRedisSilence(error: unknown): SilentError {
  const { message } = error as Error
  if (/^(NOAUTH|WRONGPASS|ERR (AUTH|invalid password))/i.test(message))
    return new SilentError('it refuses the password, or asks for one', 'authentication')
  const { cause, reason } = toSilence(error)
  return new SilentError(reason, cause)
}

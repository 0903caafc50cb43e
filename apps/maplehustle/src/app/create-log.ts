import { currentRequest } from '@shipworthy/kit/http'
import { pino, type Logger } from 'pino'
import type { Config } from '../config/config.ts'

/** One line of JSON for each event, with the id of the request it happened in, and without secrets. */
export function createLog({ APP_NAME, LOG_LEVEL }: Pick<Config, 'APP_NAME' | 'LOG_LEVEL'>): Logger {
  return pino({
    level: LOG_LEVEL,
    base: { service: APP_NAME, pid: process.pid },
    mixin: () => ({ requestId: currentRequest()?.requestId }),
    redact: {
      paths: ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', '*.password', '*.token'],
      censor: '[redacted]',
    },
  })
}

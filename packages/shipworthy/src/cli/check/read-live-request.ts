import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LiveRequest } from '../../audit/gather/live/live-request.ts'
import { ShipworthyError } from '../../errors.ts'
import { refuseUnlessAllowed } from './refuse-unless-allowed.ts'
import type { CheckFlags } from './check-flags.ts'
import { defaultTimeout } from './default-timeout.ts'
import { readEnvironmentFile } from './read-environment-file.ts'
import { readLoadProfile } from './read-load-profile.ts'
import { readAddress } from './read-address.ts'
import { parseHeaders } from './parse-headers.ts'

/**
 * What is to be asked, from the command line and the environment. Addresses with credentials can stay off the command line:
 * `env:NAME` takes them from the environment or from `--env-file`.
 */
export function readLiveRequest(flags: CheckFlags, folder: string | undefined): LiveRequest {
  const { tls, start, envFile, header, ca, active = false, load, timeout, backups } = flags
  const environment = envFile === undefined ? undefined : readEnvironmentFile(envFile)
  const address = (option: string, word: string | undefined, schemes: readonly string[]): string | undefined =>
    word === undefined ? undefined : readAddress({ option, word, schemes, environment })
  const url = address('--url', flags.url, ['http', 'https'])
  const databaseUrl = address('--database-url', flags.databaseUrl, ['postgres', 'postgresql', 'mysql', 'mariadb'])
  const redisUrl = address('--redis-url', flags.redisUrl, ['redis', 'rediss'])
  const prometheusUrl = address('--prometheus-url', flags.prometheusUrl, ['http', 'https'])
  const alertmanagerUrl = address('--alertmanager-url', flags.alertmanagerUrl, ['http', 'https'])
  const profile = load === undefined ? undefined : readLoadProfile(load)
  if (active || profile) refuseUnlessAllowed({ active, url, authorised: flags.iAmAuthorisedToTest ?? [] })
  const request: Omit<LiveRequest, 'timeoutMs'> = {
    active,
    ...(url && { url }),
    ...(tls !== undefined && { tls }),
    ...(databaseUrl && { databaseUrl }),
    ...(redisUrl && { redisUrl }),
    ...(prometheusUrl && { prometheusUrl }),
    ...(alertmanagerUrl && { alertmanagerUrl }),
    ...(backups && { backups: resolve(backups) }),
    ...(start && { start: { command: start, folder: resolve(folder ?? '.') } }),
    ...(environment && { environment }),
    ...(envFile && { environmentFile: envFile }),
    ...(header && { headers: parseHeaders(header) }),
    ...(ca && { ca: readPem(ca) }),
    ...(profile && { load: profile }),
    ...(flags.phase && { predeploy: true }),
  }
  return { ...request, timeoutMs: timeout ?? defaultTimeout(request) }
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw ShipworthyError.of('SW_ERR_LIVE_TARGET', {
      option: `--ca ${path}`,
      problem: `cannot be read (${code})`,
      example: 'ca.pem',
    })
  }
}

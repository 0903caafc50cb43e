import { booleanSetting, setting } from '@shipworthy/kit/config'
import { z } from 'zod'
import { countSetting, millisecondsSetting, portSetting } from './number-settings.ts'

const section = 'server'

export const SERVER_SETTINGS = {
  PORT: setting(portSetting(3000), { section, describe: 'Port of the API.' }),
  HOST: setting(z.string().min(1).default('127.0.0.1'), {
    section,
    describe: 'Address to listen on; 0.0.0.0 in a container.',
  }),
  HEALTH_PORT: setting(portSetting(3001), {
    section,
    describe: 'Port for the probes of processes that are not web; 0 for none.',
  }),
  TRUSTED_PROXIES: setting(z.coerce.number().int().min(0).max(32).default(0), {
    section,
    describe: 'Number of proxies in front; their X-Forwarded-For is believed.',
  }),
  BODY_LIMIT_BYTES: setting(z.coerce.number().int().min(1024).default(65_536), {
    section,
    describe: 'Largest body of a request; uploads have a limit of their own.',
  }),
  REQUEST_TIMEOUT_MS: setting(millisecondsSetting(30_000), {
    section,
    describe: 'Longest time until the body of a request is there.',
  }),
  ANSWER_TIMEOUT_MS: setting(countSetting(45_000, 1000), {
    section,
    describe:
      'Longest time until a request is answered, with 503 if need be; longer than its body and its statements may take.',
  }),
  KEEP_ALIVE_MS: setting(millisecondsSetting(72_000), {
    section,
    describe: 'How long an idle connection is kept; longer than the proxy in front does.',
  }),
  DRAIN_DELAY_MS: setting(z.coerce.number().int().min(0).optional(), {
    section,
    describe: 'Time between "not ready" and the end, for load balancers to notice. 5 s in production, else none.',
  }),
  SHUTDOWN_DEADLINE_MS: setting(millisecondsSetting(25_000), {
    section,
    describe: 'What has not stopped by then is abandoned.',
  }),
  COMPRESSION: setting(booleanSetting().default(true), {
    section,
    describe: 'Compresses answers; off when the proxy in front does.',
  }),
  DOCS: setting(booleanSetting().default(true), { section, describe: 'Shows the API and a page to try it at /docs.' }),
}

import type { Tokens } from '../../facts/tokens.ts'
import { isAbandoned } from '../execution/is-abandoned.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { PackagesView } from '../packages-view.ts'
import { axiosBound, axiosDefaults, nestHttpBound } from './axios-bound.ts'
import { chainBound, httpRequestBound, optionsAnywhereBound } from './chain-bound.ts'
import { fetchBound, isOwnPath } from './fetch-bound.ts'
import { gotBound, kyBound } from './got-bound.ts'
import type { AxiosDefault, BoundContext, OutboundBound } from './outbound-bound.ts'

/** A request that the service makes to another one, with what ends its wait for the answer. */
export interface OutboundCall {
  event: CallEvent
  /** Library in words: `fetch`, `axios`. */
  library: string
  bound: OutboundBound
}

export const outboundTokens: Tokens = {
  packages: [
    'axios',
    '@nestjs/axios',
    'got',
    'ky',
    'undici',
    'node-fetch',
    'cross-fetch',
    'isomorphic-fetch',
    'isomorphic-unfetch',
    'ofetch',
    'superagent',
    'needle',
    'request',
    'request-promise',
    'request-promise-native',
    'follow-redirects',
    'opossum',
    'p-timeout',
  ],
  words: ['fetch(', 'http.request(', 'https.request(', 'http.get(', 'https.get(', 'setGlobalDispatcher'],
}

type Judge = (context: BoundContext) => OutboundBound

const METHOD = '(get|post|put|patch|delete|del|head|options|request|postForm|putForm|patchForm|getUri)'
const LIBRARIES: readonly [pattern: RegExp, library: string, judge: Judge][] = [
  [/^((globalThis|global|window|self)\.)?fetch$/, 'fetch', fetchBound],
  [/^undici\.(fetch|request|stream|pipeline)$/, 'undici', fetchBound],
  [/^(node-fetch|cross-fetch|isomorphic-fetch|isomorphic-unfetch)(\.fetch)?$/, 'node-fetch', fetchBound],
  [/^(ofetch|ofetch\.(ofetch|\$fetch))(\.create\(\))?(\.raw)?$/, 'ofetch', gotBound],
  [new RegExp(`^axios(\\.create\\(\\))?(\\.${METHOD})?$`), 'axios', axiosBound],
  [new RegExp(`^axios\\.(AxiosInstance|Axios)\\(\\)(\\.${METHOD})?$`), 'axios', axiosBound],
  [new RegExp(`^@nestjs/axios\\.HttpService\\(\\)(\\.axiosRef)?\\.${METHOD}$`), 'HttpService', nestHttpBound],
  [new RegExp(`^got(\\.got)?(\\.extend\\(\\))*(\\.(stream|paginate|${METHOD}))?$`), 'got', gotBound],
  [new RegExp(`^ky(\\.(create|extend)\\(\\))*(\\.${METHOD})?$`), 'ky', kyBound],
  [new RegExp(`^superagent(\\.agent\\(\\))?\\.${METHOD}$`), 'superagent', chainBound],
  [/^(needle|needle\.(get|post|put|patch|delete|head|request))$/, 'needle', optionsAnywhereBound],
  [new RegExp(`^request(-promise(-native)?)?(\\.defaults\\(\\))*(\\.${METHOD})?$`), 'request', optionsAnywhereBound],
  [/^(follow-redirects\.)?https?\.(request|get)$/, 'http', httpRequestBound],
]

/** Requests to other services that are in force, one for each place in the code. */
export function outboundCalls(program: Execution, packages: PackagesView): OutboundCall[] {
  const found = new Map<string, OutboundCall>()
  let defaults: readonly AxiosDefault[] | undefined
  const shared = { axiosDefaults: () => (defaults ??= axiosDefaults(program)) }
  for (const [pattern, library, judge] of LIBRARIES) {
    for (const event of program.matching(pattern)) {
      if (event.force === 'off' || !isLibraryCall(event) || isInBrowser(event) || isOwnPath(program, event)) continue
      const place = `${event.file.path}#${event.callIndex}`
      const known = found.get(place)
      if (known && RANKS[known.event.phase] >= RANKS[event.phase]) continue
      const context = { program, packages, event, library, shared }
      found.set(place, { event, library, bound: isAbandoned(event) ? { state: 'bounded' } : judge(context) })
    }
  }
  return [...found.values()]
}

/** A method of the project may be called `fetch` too. */
function isLibraryCall({ callee, call }: CallEvent): boolean {
  return call.kind !== 'new' && (callee.kind === 'external' || callee.kind === 'instance')
}

const HOOKS = /^(react|preact|swr|@tanstack\/react-query|react-query|@trpc\/(client|react-query))\b/

/** What a hook of a component calls back runs in the browser. */
function isInBrowser({ frame }: CallEvent): boolean {
  for (let current = frame; current; current = current.outer)
    if (current.caller && HOOKS.test(current.caller)) return true
  return false
}

/** One place may be reached in several ways; the one that requests and jobs take tells. */
const RANKS: Record<CallEvent['phase'], number> = { unseen: 0, signal: 1, boot: 2, callback: 3 }

import {
  DEMO_ADMIN,
  DEMO_CLIENT,
  DEMO_PASSWORD,
  DEMO_PROVIDER,
  DEMO_SECOND_PROVIDER,
} from '../development/demo-users.ts'

/** Who a test acts as. */
export type Persona = 'client' | 'provider' | 'second' | 'admin'

export interface CallOptions {
  as?: Persona
  token?: string
  headers?: Record<string, string>
  /** Sent as JSON, unless it is bytes. */
  body?: unknown
  contentType?: string
}

export interface Answer {
  status: number
  headers: Headers
  /** Parsed, when it is JSON. */
  body: never
}

export interface TestClient {
  /** `call('GET /me', { as: 'client' })` */
  call: (route: string, options?: CallOptions) => Promise<Answer>
  /** An access token of a demo user. */
  tokenOf: (persona: Persona) => Promise<string>
}

const EMAILS: Readonly<Record<Persona, string>> = {
  client: DEMO_CLIENT,
  provider: DEMO_PROVIDER,
  second: DEMO_SECOND_PROVIDER,
  admin: DEMO_ADMIN,
}

/** Talks to a running service as its users do. */
export function createClient(url: () => string): TestClient {
  const tokens = new Map<Persona, Promise<string>>()

  async function call(route: string, options: CallOptions = {}): Promise<Answer> {
    const [method = 'GET', path = '/'] = route.split(' ')
    const { as, body, contentType = 'application/json' } = options
    const token = options.token ?? (as && (await tokenOf(as)))
    const response = await fetch(`${url()}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': contentType }),
        ...options.headers,
      },
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
      }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as never }
  }

  async function login(persona: Persona): Promise<string> {
    const body = { email: EMAILS[persona], password: DEMO_PASSWORD, client: 'app' }
    const answer = await call('POST /auth/login', { body })
    return (answer.body as { accessToken: string }).accessToken
  }

  function tokenOf(persona: Persona): Promise<string> {
    const token = tokens.get(persona) ?? login(persona)
    tokens.set(persona, token)
    return token
  }

  return { call, tokenOf }
}

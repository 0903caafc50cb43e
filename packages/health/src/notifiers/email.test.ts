import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import fc from 'fast-check'
import { createTransport } from 'nodemailer'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { makeAlert } from '../testing/make-alert.ts'
import { createEmailNotifier, type SmtpOptions } from './email.ts'
import { sendMail } from './smtp/send-mail.ts'

interface Mail {
  from: string
  to: string[]
  user: string | undefined
  secure: boolean
  raw: string
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})
const context = { signal: new AbortController().signal, id: 'm1' }
const PASSWORD = 'p@ss wörd'

async function start(options: SMTPServerOptions = {}) {
  const mails: Mail[] = []
  const methods: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onAuth({ method, username, password }, _, done) {
      methods.push(method)
      if (username === 'health' && password === PASSWORD) done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onRcptTo({ address }, _, done) {
      if (address.startsWith('nobody')) done(new Error('no such user'))
      else done()
    },
    onData(stream, { envelope, user, secure }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        const raw = Buffer.concat(chunks).toString('utf8')
        mails.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          user: user as string | undefined,
          secure,
          raw,
        })
        done()
      })
    },
  })
  // What clients break off is theirs.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  ends.push(() => new Promise<void>((resolve) => server.close(resolve)))
  return { mails, methods, port: (server.server.address() as AddressInfo).port }
}

const lax = { tls: { rejectUnauthorized: false } }
const make = (smtp: Partial<SmtpOptions> & { port: number }, more: object = {}) =>
  createEmailNotifier({
    from: 'Gesundheit „orders“ <health@example.com>',
    to: ['ops@example.com', 'Zweite <two@example.com>'],
    smtp: { host: '127.0.0.1', ...lax, ...smtp },
    ...more,
  })

/** Bodies of a multipart message, by type. */
function partsOf(raw: string): Record<string, string> {
  const boundary = /boundary="([^"]+)"/.exec(raw)![1]!
  const parts = raw.split(`--${boundary}`).slice(1, -1)
  return Object.fromEntries(
    parts.map((part) => {
      const [head = '', body = ''] = part.trim().split('\r\n\r\n')
      return [/Content-Type: ([^;]+)/.exec(head)![1]!, Buffer.from(body, 'base64').toString('utf8')]
    }),
  )
}

const headerOf = (raw: string, name: string): string =>
  new RegExp(`^${name}: (.*(?:\\r\\n .*)*)`, 'm').exec(raw.split('\r\n\r\n')[0]!)![1]!

const decode = (header: string): string =>
  header.replace(/=\?UTF-8\?B\?([^?]*)\?=(?:\r\n (?==\?))?/g, (_, text: string) =>
    Buffer.from(text, 'base64').toString('utf8'),
  )

describe('mail', () => {
  it('goes encrypted by STARTTLS, as text and HTML', async () => {
    const { mails, port, methods } = await start()
    await make({ port, user: 'health', password: PASSWORD }).send(makeAlert(), context)
    expect(methods).toEqual(['PLAIN'])
    expect(mails).toMatchObject([
      { from: 'health@example.com', to: ['ops@example.com', 'two@example.com'], user: 'health', secure: true },
    ])
    const { raw } = mails[0]!
    expect(decode(headerOf(raw, 'Subject'))).toBe('[CRITICAL] orders: postgres is critical: <!channel> & “größer” *x*')
    expect(decode(headerOf(raw, 'From'))).toBe('Gesundheit „orders“ <health@example.com>')
    expect(headerOf(raw, 'To')).toBe('ops@example.com,\r\n "Zweite" <two@example.com>')
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated')
    expect(Date.parse(headerOf(raw, 'Date'))).toBeGreaterThan(0)
    const parts = partsOf(raw)
    expect(parts['text/plain']).toContain('postgres (readiness) is critical since 2026-01-01T00:00:00.000Z: <!channel>')
    expect(parts['text/html']).toContain('&lt;!channel&gt; &amp; “größer”')
    expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true)
  })

  it('goes encrypted from the beginning, with AUTH LOGIN where that is all there is', async () => {
    const { mails, port, methods } = await start({ secure: true, authMethods: ['LOGIN'] })
    await make({ port, secure: true, user: 'health', password: PASSWORD }).send(makeAlert(), context)
    expect(methods).toEqual(['LOGIN'])
    expect(mails).toHaveLength(1)
  })

  it('goes in clear only if that is allowed, and never with a password', async () => {
    const { mails, port } = await start({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
    const message = 'the mail server offers no encryption (STARTTLS)'
    await expect(make({ port }).send(makeAlert(), context)).rejects.toThrow(message)
    const withPassword = make({ port, requireTls: false, user: 'health', password: PASSWORD })
    await expect(withPassword.send(makeAlert(), context)).rejects.toThrow(message)
    await make({ port, requireTls: false }).send(makeAlert(), context)
    expect(mails).toMatchObject([{ secure: false }])
  })

  it('does not go to a server that cannot prove who it is', async () => {
    const { mails, port } = await start()
    await expect(make({ port, tls: {} }).send(makeAlert(), context)).rejects.toThrow(
      /^the mail server cannot be reached: (DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID|UNABLE_TO)/,
    )
    expect(mails).toEqual([])
  })

  it('shows no password when it is refused', async () => {
    const { port } = await start()
    const sent = make({ port, user: 'health', password: 'wrong-secret' }).send(makeAlert(), context) as Promise<unknown>
    await expect(sent).rejects.toMatchObject({
      isPermanent: true,
      message: 'the mail server refused the user or the password: 535 Invalid username or password',
    })
  })

  it('reaches those whom the server takes', async () => {
    const { mails, port } = await start()
    await make({ port }, { to: ['nobody@example.com', 'ops@example.com'] }).send(makeAlert(), context)
    expect(mails).toMatchObject([{ to: ['ops@example.com'] }])
    const alone = make({ port }, { to: ['nobody@example.com'] }).send(makeAlert(), context)
    await expect(alone).rejects.toThrow('the mail server refused a recipient: 550 no such user')
  })

  it('cannot be made to say anything else', async () => {
    const { mails, port } = await start()
    const summary = 'x\r\nBcc: evil@example.com\r\n\r\n.\r\nMAIL FROM:<evil@example.com>'
    const { incidents } = makeAlert()
    const incident = { ...incidents[0]!, message: '.\r\n.\r\nRCPT TO:<evil@example.com>\r\n..' }
    await make({ port }).send(makeAlert({ summary, incidents: [incident] }), context)
    expect(mails).toHaveLength(1)
    expect(mails[0]!.to).toEqual(['ops@example.com', 'two@example.com'])
    expect(mails[0]!.raw).not.toMatch(/^(Bcc|MAIL FROM)/m)
    expect(partsOf(mails[0]!.raw)['text/plain']).toContain('.\r\n.\r\nRCPT TO:<evil@example.com>\r\n..')
    for (const address of ['a@b.c\r\nBcc: x@y.z', 'a b@c.d', '<a@b.c', 'a@b.c>,x@y.z', 'x', 7])
      expect(() => make({ port }, { to: [address] })).toThrow('email.to[0]: expected an address')
  })

  it('keeps every line, also those that begin with a dot', async () => {
    const { mails, port } = await start()
    const server = { host: '127.0.0.1', port, secure: false, requireTls: true, ...lax }
    const signal = context.signal
    const lines = fc.array(fc.constantFrom('', '.', '..', '.x', 'x.', 'QUIT', 'é'), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(lines, async (body) => {
        const message = ['Subject: x', '', ...body, ''].join('\r\n')
        await sendMail(server, { from: 'a@example.com', to: ['b@example.com'], message }, signal)
        expect(mails.at(-1)!.raw).toBe(message)
      }),
      { numRuns: 25 },
    )
  })

  it('goes through a transport of nodemailer', async () => {
    const { mails, port } = await start()
    const transport = createTransport({ host: '127.0.0.1', port, ...lax })
    ends.push(() => transport.close())
    const notifier = createEmailNotifier({ from: 'health@example.com', to: ['ops@example.com'], transport })
    await notifier.send(makeAlert({ state: 'resolved' }), context)
    expect(headerOf(mails[0]!.raw, 'Subject')).toBe('[RESOLVED] orders: postgres is healthy')
  })
})

describe('a mail server that', () => {
  async function listen(talk: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      talk(socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(() => server.close())
    return (server.address() as AddressInfo).port
  }

  it('smuggles something in before encryption is refused', async () => {
    const port = await listen((socket) => {
      socket.write('220 hi\r\n')
      socket.on('data', (chunk) => {
        if (String(chunk).startsWith('EHLO')) socket.write('250-x\r\n250 STARTTLS\r\n')
        else socket.end('220 go\r\n250 injected\r\n')
      })
    })
    await expect(make({ port }).send(makeAlert(), context)).rejects.toThrow('sent something before encryption began')
  })

  it.each([
    ['hangs up', (socket: Socket) => void socket.end(), 'closed the connection'],
    ['is busy', (socket: Socket) => void socket.end('421 too many\r\n'), 'refused the connection: 421 too many'],
    ['talks without end', (socket: Socket) => void socket.write(`220-${'x'.repeat(70_000)}`), 'too long a reply'],
  ])('%s', async (_, talk, message) => {
    await expect(make({ port: await listen(talk) }).send(makeAlert(), context)).rejects.toMatchObject({
      isPermanent: false,
      message: expect.stringContaining(message) as string,
    })
  })

  it('says nothing is waited for until the time is over', async () => {
    const controller = new AbortController()
    const port = await listen(() => controller.abort())
    await expect(make({ port }).send(makeAlert(), { signal: controller.signal, id: 'm1' })).rejects.toThrow(
      'not delivered in time',
    )
  })
})

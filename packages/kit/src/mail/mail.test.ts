import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createEmbeddedPool } from '../embedded/create-embedded-pool.ts'
import type { EmbeddedPool } from '../embedded/embedded-pool.ts'
import { createJobs } from '../jobs/create-jobs.ts'
import { embeddedStore } from '../jobs/stores/embedded-store.ts'
import { createMailer } from './create-mailer.ts'
import { defineMail } from './define-mail.ts'
import { createDevMailbox } from './dev-mailbox.ts'
import { html, link } from './html.ts'
import { smtpTransport } from './smtp-transport.ts'
import { startSmtpServer } from './testing/smtp-server.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const WAIT = { timeout: 60_000, interval: 25 }

const welcome = defineMail({
  name: 'welcome',
  schema: z.object({ name: z.string(), url: z.url() }),
  subject: ({ name }) => `Welcome, ${name}`,
  text: ({ name, url }) => `Hello ${name}: ${url}`,
  html: ({ name, url }) =>
    html`<p>Hello ${name}</p>
      ${link(url, 'Confirm')}`,
})
const plain = defineMail({
  name: 'plain',
  schema: z.object({ note: z.string() }),
  subject: () => 'A note',
  text: ({ note }) => note,
})
const from = 'Shop <shop@shop.example>'
const data = { name: 'Ann', url: 'https://shop.example/confirm?a=1&b=2' }

describe('templates', () => {
  it('escape what they are given, in text and in attributes', () => {
    const evil = `"><script>alert('x')</script>`
    expect(html`<a title="${evil}">${evil}${html`<b>${1}</b>`}${['a', html`<i></i>`, null]}</a>`.toString()).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;<b>1</b>a<i></i></a>',
    )
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(html`${text}`.toString())))
  })

  it('link to web and mail addresses only', () => {
    expect(link('https://a.example/?x="', '<b>').toString()).toBe('<a href="https://a.example/?x=%22">&lt;b&gt;</a>')
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'JAVASCRIPT:alert(1)', 'nowhere'])
      expect(() => link(address, 'x')).toThrow(TypeError)
  })

  it('have HTML of their text when they have none of their own', async () => {
    const mailbox = createDevMailbox()
    await createMailer({ transport: mailbox, from, templates: [plain] }).send(plain, {
      to: 'a@b.example',
      data: { note: 'a < b\n\nc' },
    })
    expect(mailbox.messages()[0]).toMatchObject({ text: 'a < b\n\nc', html: '<p>a &lt; b</p><p>c</p>' })
  })
})

describe('a mailer', () => {
  it('sends text and HTML with SMTP', async () => {
    await using server = await startSmtpServer()
    const transport = smtpTransport({ url: server.url })
    await transport.verify()
    await createMailer({ transport, from, templates: [welcome] }).send(welcome, {
      to: 'ann@b.example',
      data,
      replyTo: 'help@shop.example',
    })
    await transport.close()
    expect(server.mails).toHaveLength(1)
    for (const part of [
      'To: ann@b.example',
      'From: Shop <shop@shop.example>',
      'Reply-To: help@shop.example',
      'Subject: Welcome, Ann',
      'multipart/alternative',
      'Message-ID: <',
    ])
      expect(server.mails[0]).toContain(part)
  })

  it('does not send in the clear to another machine', async () => {
    await using server = await startSmtpServer()
    const strict = smtpTransport({ url: server.url, allowPlain: false })
    const sent = createMailer({ transport: strict, from, templates: [plain] }).send(plain, {
      to: 'a@b.example',
      data: { note: 'x' },
    })
    await expect(sent).rejects.toThrow(/TLS/i)
    await strict.close()
    expect(server.mails).toEqual([])
  })

  it.each([
    'a@b.example, c@d.example',
    'a@b.example\r\nBcc: c@d.example',
    'Ann <a@b.example>',
    'a@b.example;c@d.example',
    'nobody',
    '',
  ])('sends to one address and no other: not to %j', async (to) => {
    const mailbox = createDevMailbox()
    const mailer = createMailer({ transport: mailbox, from, templates: [plain] })
    await expect(mailer.send(plain, { to, data: { note: 'x' } })).rejects.toMatchObject({ code: 'SW_ERR_KIT_MAIL' })
    expect(mailbox.messages()).toEqual([])
  })

  it('keeps subjects to one line, and knows its templates', async () => {
    const mailbox = createDevMailbox()
    const mailer = createMailer({ transport: mailbox, from, templates: [welcome] })
    await mailer.send(welcome, { to: 'a@b.example', data: { ...data, name: 'Ann\r\nBcc: c@d.example' } })
    expect(mailbox.messages()[0]!.subject).toBe('Welcome, Ann Bcc: c@d.example')
    await expect(mailer.send(plain, { to: 'a@b.example', data: { note: 'x' } })).rejects.toThrow(
      'no template is named plain',
    )
    await expect(mailer.send(welcome, { to: 'a@b.example', data: {} as never })).rejects.toThrow('welcome: name:')
  })
})

describe('mails through jobs', () => {
  let database: EmbeddedPool
  beforeAll(async () => void (database = await createEmbeddedPool()))
  afterAll(() => database.end())

  it('are sent again when the server has no time, and not when it refuses', async () => {
    await using server = await startSmtpServer()
    const transport = smtpTransport({ url: server.url })
    const mailer = createMailer({ transport, from, templates: [welcome] })
    const task = { ...mailer.task, backoff: { baseMs: 10, maxMs: 10 } }
    const jobs = createJobs({ store: embeddedStore(database), tasks: [task] })
    await jobs.start()
    server.refusals.push('451 later', '451 later')
    const reference = await mailer.enqueue(jobs, welcome, { to: 'ann@b.example', data }, { key: 'welcome-1' })
    await mailer.enqueue(jobs, welcome, { to: 'ann@b.example', data }, { key: 'welcome-1' })
    await vi.waitFor(
      async () => expect(await jobs.status(reference)).toMatchObject({ state: 'completed', attempts: 3 }),
      WAIT,
    )
    expect(server.mails).toHaveLength(1)
    server.refusals.push('550 no such user')
    const refused = await mailer.enqueue(jobs, welcome, { to: 'nobody@b.example', data })
    await vi.waitFor(async () => expect(await jobs.status(refused)).toMatchObject({ state: 'dead', attempts: 1 }), WAIT)
    await expect(mailer.enqueue(jobs, welcome, { to: 'nobody', data })).rejects.toThrow('is not one address')
    await jobs.stop()
    await transport.close()
  })
})

describe('the mailbox for development', () => {
  it('shows mails in a frame where nothing of them runs', async () => {
    const mailbox = createDevMailbox({ limit: 2 })
    const mailer = createMailer({ transport: mailbox, from, templates: [plain, welcome] })
    for (const name of ['one', 'two', '<script>three'])
      await mailer.send(welcome, { to: 'a@b.example', data: { ...data, name } })
    expect(mailbox.messages().map(({ subject }) => subject)).toEqual(['Welcome, <script>three', 'Welcome, two'])
    const server = createServer(mailbox.handler).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev/mail`
    const list = await fetch(base)
    expect(list.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await list.text()).toContain('<a href="?mail=3">Welcome, &lt;script&gt;three</a>')
    const page = await (await fetch(`${base}?mail=3`)).text()
    expect(page).toContain('<iframe sandbox title="HTML" srcdoc="&lt;p&gt;Hello &amp;lt;script&amp;gt;three')
    expect(page).not.toContain('<script>')
    expect((await fetch(`${base}?mail=1`)).status).toBe(404)
    expect(mailbox.fetch(new Request(base)).status).toBe(200)
    server.close()
  })

  it('is refused in production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => createDevMailbox()).toThrow(expect.objectContaining({ code: 'SW_ERR_KIT_MAILBOX_PRODUCTION' }))
    vi.unstubAllEnvs()
  })
})

import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { createServer as createHttpServer, get, type IncomingHttpHeaders, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** What the rules say of nginx, asked of nginx itself. */
const hasNginx = spawnSync('nginx', ['-v']).status === 0

describe.skipIf(!hasNginx)('nginx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-nginx-'))
  let upstream: Server
  let nginx: ChildProcess
  let port: number

  beforeAll(async () => {
    // Its workers run as somebody else when the test runs as root.
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'static'))
    writeFileSync(join(folder, 'static', 'page.txt'), 'page')
    writeFileSync(join(folder, 'secret.txt'), 'secret')
    upstream = createHttpServer((request, response) => {
      response.end(JSON.stringify(request.headers))
    }).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    port = await freePort()
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, configuration(folder, port, (upstream.address() as AddressInfo).port))
    nginx = spawn('nginx', ['-p', folder, '-e', join(folder, 'error.log'), '-c', file], { stdio: 'ignore' })
    await reachable(port)
  }, 20_000)

  afterAll(async () => {
    const ended = once(nginx, 'exit')
    nginx.kill('SIGTERM')
    await ended
    upstream.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('answers with a file above the folder when only the alias ends with a slash', async () => {
    expect((await ask(port, '/open../secret.txt')).text).toBe('secret')
  })

  it.each(['/closed../secret.txt', '/plain../secret.txt', '/exact../secret.txt', '/inner../secret.txt'])(
    'does not for %s',
    async (path) => {
      expect((await ask(port, path)).status).toBe(404)
    },
  )

  it('hands on the headers of the level above only where a location sets none', async () => {
    expect(await headersSeen(port, '/inherits')).toMatchObject({ 'x-level': 'server' })
    expect(await headersSeen(port, '/own')).not.toHaveProperty('x-level')
    expect(await headersSeen(port, '/nested/inside')).toMatchObject({ 'x-level': 'location' })
  })

  it('passes on an X-Forwarded-For that the client made up, unless it sets its own', async () => {
    const forged = { 'X-Forwarded-For': '1.2.3.4' }
    expect(await headersSeen(port, '/inherits', forged)).toMatchObject({ 'x-forwarded-for': '1.2.3.4' })
    expect(await headersSeen(port, '/appends', forged)).toMatchObject({ 'x-forwarded-for': '1.2.3.4, 127.0.0.1' })
    expect(await headersSeen(port, '/replaces', forged)).toMatchObject({ 'x-forwarded-for': '127.0.0.1' })
  })

  it('adds the headers of the level above only where a location adds none', async () => {
    expect((await ask(port, '/inherits')).headers).toHaveProperty('x-frame-options')
    expect((await ask(port, '/adds')).headers).not.toHaveProperty('x-frame-options')
  })
})

function configuration(folder: string, port: number, upstream: number): string {
  const pass = `proxy_pass http://127.0.0.1:${upstream};`
  return `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    proxy_set_header X-Level server;
    add_header X-Frame-Options DENY;
    location /open { alias ${folder}/static/; }
    location /closed/ { alias ${folder}/static/; }
    location /plain { alias ${folder}/static; }
    location = /exact { alias ${folder}/static/; }
    location /inner { internal; alias ${folder}/static/; }
    location /inherits { ${pass} }
    location /own { proxy_set_header X-Other 1; ${pass} }
    location /nested { proxy_set_header X-Level location; location /nested/inside { ${pass} } }
    location /appends { proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; ${pass} }
    location /replaces { proxy_set_header X-Forwarded-For $remote_addr; ${pass} }
    location /adds { add_header X-Other 1; ${pass} }
  }
}
`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Resolves when something accepts connections at the port. */
async function reachable(port: number): Promise<void> {
  for (let attempt = 0; attempt < 2_000; attempt++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25))
    } finally {
      socket.destroy()
    }
  }
  throw new Error('nginx did not start')
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** The path goes out as it is: `fetch` would tidy it up first. */
function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    }).on('error', reject)
  })
}

async function headersSeen(port: number, path: string, headers: Record<string, string> = {}): Promise<unknown> {
  return JSON.parse((await ask(port, path, headers)).text) as unknown
}

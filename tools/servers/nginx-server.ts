import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinary } from './find-binary.ts'
import { createServerProcess } from './server-process.ts'
import { asTestServer, type TestServer } from './test-server.ts'

/** What an nginx of a test is told. */
export interface NginxSetup {
  /** `server { … }` blocks, for the `http` context. */
  servers: string
  /** One of the ports they listen on. */
  port: number
  /** Files in its folder, which it can name without a path: pages under `html/`. */
  files?: Readonly<Record<string, string>>
}

/** nginx with a configuration of its own, or why there is none. */
export function findNginx(): { start: (setup: NginxSetup) => Promise<TestServer> } | { missing: string } {
  const binary = findBinary({ program: 'nginx', package: 'nginx-light' })
  return 'missing' in binary ? binary : { start: (setup) => startNginx(binary.path, setup) }
}

async function startNginx(program: string, { servers, port, files = {} }: NginxSetup): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-nginx-'))
  // Its workers run as somebody else when the test runs as root.
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'html'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder, servers))
  const words = ['-p', folder, '-e', join(folder, 'error.log'), '-c', file]
  const server = createServerProcess({ program, words, port })
  await server.start()
  return asTestServer(server, `http://127.0.0.1:${port}`, () => rmSync(folder, { recursive: true, force: true }))
}

function configuration(folder: string, servers: string): string {
  return `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ${servers}
}
`
}

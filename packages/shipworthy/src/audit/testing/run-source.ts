import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { compileFunction } from 'node:vm'

/**
 * Runs the source of a service that a test also audits, and gives its address while the work is done. The source is CommonJS
 * and exports what `listen` returns.
 */
export async function runSource<T>(source: string, work: (url: string) => Promise<T>): Promise<T> {
  const module = { exports: undefined as Server | undefined }
  compileFunction(source, ['require', 'module'])(createRequire(import.meta.url), module)
  const server = module.exports!
  if (!server.listening) await once(server, 'listening')
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

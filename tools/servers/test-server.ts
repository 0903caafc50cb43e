import type { ServerProcess } from './server-process.ts'

/** A real server for tests: `url` is how clients reach it. */
export interface TestServer extends ServerProcess, AsyncDisposable {
  url: string
}

/** What a suite gets: a server, or why there is none. */
export type Found = { start: () => Promise<TestServer> } | { missing: string }

/** Adds what every server has: its address, its end, and the folder that goes with it. */
export function asTestServer(server: ServerProcess, url: string, cleanUp: () => void): TestServer {
  const stop = async (): Promise<void> => {
    await server.stop()
    cleanUp()
  }
  return { ...server, url, [Symbol.asyncDispose]: stop }
}

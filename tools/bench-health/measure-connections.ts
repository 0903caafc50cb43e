import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { http } from '../../packages/health/src/checks/http.ts'
import { tcp } from '../../packages/health/src/checks/tcp.ts'
import { createHealth } from '../../packages/health/src/create-health.ts'
import { HOST } from './contender.ts'

const LOOKS = 100
const LOOK_EVERY_MS = 20

/** The most connections that two checks ever had open to a server in `runs` runs each. */
export async function measureConnections(runs: number): Promise<{ most: number; left: number }> {
  let open = 0
  let most = 0
  const server = createServer((_, response) => response.end('ok'))
  server.on('connection', (socket) => {
    most = Math.max(most, ++open)
    socket.once('close', () => open--)
  })
  server.listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const health = createHealth({
    autoStart: false,
    checks: [http({ url: `http://${HOST}:${port}/` }), tcp({ host: HOST, port })],
  })
  for (let run = 0; run < runs; run++) await health.run()
  await health.close()
  // The other end of a connection hears of its end a moment later.
  for (let look = 0; open > 0 && look < LOOKS; look++)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  const left = open
  server.closeAllConnections()
  server.close()
  return { most, left }
}

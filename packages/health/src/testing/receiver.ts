import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface ReceiverAnswer {
  status?: number
  headers?: Record<string, string>
  body?: string
}

export interface Receiver {
  url: string
  requests: ReceivedRequest[]
  /** Of the next requests, in order; 200 after that. `'hang'` never answers. */
  answers: (ReceiverAnswer | 'hang')[]
  close(): Promise<void>
}

/** A real server on loopback that notes what it gets. */
export async function startReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  const answers: Receiver['answers'] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    requests.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') })
    const answer = answers.shift() ?? {}
    if (answer === 'hang') return
    response.writeHead(answer.status ?? 200, answer.headers)
    response.end(answer.body ?? '{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

export interface SmtpTestServer extends AsyncDisposable {
  url: string
  /** What was received, head and body. */
  mails: string[]
  /** Answers to the next receivers, such as `451 later`; after those, all are accepted. */
  refusals: string[]
}

/** A server that speaks as much of RFC 5321 as a client needs, on a real socket. */
export async function startSmtpServer(): Promise<SmtpTestServer> {
  const mails: string[] = []
  const refusals: string[] = []
  const server = createServer((socket) => {
    let data: string[] | undefined
    const say = (line: string): boolean => socket.write(`${line}\r\n`)
    socket.on('error', () => undefined)
    say('220 test')
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
      if (data) {
        if (line !== '.') return void data.push(line)
        mails.push(data.join('\n'))
        data = undefined
        return say('250 ok')
      }
      if (/^RCPT/i.test(line)) return say(refusals.shift() ?? '250 ok')
      if (/^DATA/i.test(line)) {
        data = []
        return say('354 go on')
      }
      if (/^QUIT/i.test(line)) return socket.end('221 bye\r\n')
      return say('250 test')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refusals,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

import { connect, isIPv6 } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface SmtpTarget {
  host: string
  /** 587 by default. */
  port?: number
  /** TLS from the first byte; by default on port 465 only. */
  secure?: boolean
}

export interface SmtpNumbers {
  banner: string
  /** What the server can do: `STARTTLS`, `SIZE`, … */
  extensions: string[]
}

const MAX_REPLY = 16_384

/** Banner, EHLO, QUIT. Nothing is sent to anybody. */
export function probeSmtp(target: SmtpTarget, signal: AbortSignal): Promise<SmtpNumbers> {
  const { host, port = 587, secure = port === 465 } = target
  return new Promise((resolve, reject) => {
    const socket = secure ? connectTls({ host, port, servername: host }) : connect({ host, port })
    const stop = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    let text = ''
    let banner: string | undefined
    let extensions: string[] | undefined
    socket.setEncoding('utf8')
    socket.on('error', reject)
    socket.on('close', () => {
      signal.removeEventListener('abort', stop)
      if (banner !== undefined && extensions) resolve({ banner, extensions })
      else reject(new Error('the server hung up'))
    })
    socket.on('data', (chunk: string) => {
      text += chunk
      const end = /^\d{3}(?: .*)?\r?\n/m.exec(text)
      if (!end && text.length < MAX_REPLY) return
      const lines = text.split(/\r?\n/).filter(Boolean)
      text = ''
      if (!end || !end[0].startsWith('2'))
        return void socket.destroy(new Error(`answered ${lines.at(-1)?.slice(0, 200)}`))
      if (banner === undefined) {
        banner = lines[0]!.slice(4)
        const own = socket.localAddress ?? '127.0.0.1'
        socket.write(`EHLO [${isIPv6(own) ? `IPv6:${own}` : own}]\r\n`)
      } else if (extensions) {
        socket.destroy()
      } else {
        extensions = lines.slice(1).map((line) => line.slice(4))
        socket.write('QUIT\r\n')
      }
    })
  })
}

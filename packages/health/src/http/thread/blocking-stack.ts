import type { Session } from 'node:inspector'

const MAX_FRAMES = 12
const TIMEOUT_MS = 3_000

interface CallFrame {
  functionName: string
  url: string
  location: { lineNumber: number; columnNumber?: number }
}

/** Where the main thread is, innermost first, found by pausing it for a moment. Empty when that cannot be done. */
export async function readBlockingStack(): Promise<string[]> {
  try {
    const inspector = await import('node:inspector')
    const session = new inspector.Session()
    session.connectToMainThread()
    try {
      return await pauseAndRead(session)
    } finally {
      session.disconnect()
    }
  } catch {
    return []
  }
}

function pauseAndRead(session: Session): Promise<string[]> {
  return new Promise((resolve) => {
    // A main thread that waits in a system call, not in JavaScript, cannot be paused.
    const timer = setTimeout(() => resolve([]), TIMEOUT_MS)
    session.once('Debugger.paused', ({ params }) => {
      clearTimeout(timer)
      resolve(params.callFrames.slice(0, MAX_FRAMES).map(describeFrame))
      session.post('Debugger.resume')
    })
    session.post('Debugger.enable')
    session.post('Debugger.pause')
  })
}

function describeFrame({ functionName, url, location }: CallFrame): string {
  return `${functionName || '<anonymous>'} (${url.replace(/^file:\/\//, '')}:${location.lineNumber + 1})`
}

import type { Session } from 'node:inspector'

const MAX_FRAMES = 12
const TIMEOUT_MS = 3_000

interface CallFrame {
  functionName: string
  location: { scriptId: string; lineNumber: number }
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
    // Frames name their file only by the number it was announced with.
    const files = new Map<string, string>()
    session.on('Debugger.scriptParsed', ({ params }) => void files.set(params.scriptId, params.url))
    session.once('Debugger.paused', ({ params }) => {
      clearTimeout(timer)
      resolve(params.callFrames.slice(0, MAX_FRAMES).map((frame) => describeFrame(frame, files)))
      session.post('Debugger.resume')
    })
    session.post('Debugger.enable')
    session.post('Debugger.pause')
  })
}

function describeFrame({ functionName, location }: CallFrame, files: ReadonlyMap<string, string>): string {
  const file = (files.get(location.scriptId) ?? '').replace(/^file:\/\//, '')
  return `${functionName || '<anonymous>'} (${file}:${location.lineNumber + 1})`
}

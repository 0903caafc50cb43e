import type { ListenOptions } from '../http/listen.ts'
import type { ThreadSetup } from '../http/thread/thread-messages.ts'
import { readDuration } from './read-option.ts'

const STANDARD = { reportAfter: '1s', unreadyAfter: '5s', deadAfter: '10s' } as const

/** The limits of a blocked event loop. */
export function resolveThread(
  thread: ListenOptions['thread'],
): Pick<ThreadSetup, 'reportAfterMs' | 'unreadyAfterMs' | 'deadAfterMs'> {
  const options = { ...STANDARD, ...(typeof thread === 'object' && thread) }
  return {
    reportAfterMs: readDuration(options.reportAfter, 'listen.thread.reportAfter'),
    unreadyAfterMs: readDuration(options.unreadyAfter, 'listen.thread.unreadyAfter'),
    deadAfterMs: readDuration(options.deadAfter, 'listen.thread.deadAfter'),
  }
}

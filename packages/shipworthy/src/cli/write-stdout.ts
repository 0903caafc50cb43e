import { ShipworthyError } from '../errors.ts'

/** Writes all of a text. A reader that went away has read what it wanted. */
export async function writeStdout(text: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.write(text, resolve)
  })
  if (!error || error.code === 'EPIPE') return
  const reason = error.code === 'ENOSPC' ? 'the disk is full' : (error.code ?? error.message)
  throw ShipworthyError.of('SW_ERR_OUTPUT_FAILED', { path: 'stdout', reason }, error)
}

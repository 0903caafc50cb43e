import { writeFileAtomically } from '../write-file-atomically.ts'
import { writeStdout } from '../write-stdout.ts'

export interface Delivered {
  /** No path is stdout. */
  path: string | undefined
  text: string
}

/** Writes every text, files first. One that cannot be written does not hold up the others; the first error is thrown. */
export async function deliverTexts(texts: readonly Delivered[]): Promise<void> {
  const errors: unknown[] = []
  for (const { path, text } of texts.toSorted((a, b) => Number(a.path === undefined) - Number(b.path === undefined))) {
    try {
      if (path === undefined) await writeStdout(text)
      else await writeFileAtomically(path, text)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}

import type { Violation } from './violation.ts'

/** Folders that exist on somebody's machine; `/home/node` and `/home/app` exist in images. */
const MACHINE =
  /(?<![\w.$~-])(\/home\/(?!node\b|app\b)[\w.-]+|\/Users\/[\w.-]+|\/(?:root|work)\/[\w.-]+|\/mnt\/[\w.-]+|\/private\/(?:tmp|var)|[A-Z]:\\\\?Users\\)/

/** Nothing in the repository names a place that only one machine has. Takes any text file, not sources alone. */
export function checkMachinePaths(files: readonly { path: string; text: string }[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = MACHINE.exec(line)?.[0]
      return found ? [{ path, line: index + 1, message: `names ${found}, a place on one machine` }] : []
    }),
  )
}

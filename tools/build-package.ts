import { ROOT } from './root.ts'
import { runCommand } from './run-command.ts'

/** Builds the package, so that what is measured is what users run. Says what is wrong when it does not compile. */
export function buildPackage(): { problem: string } | undefined {
  try {
    runCommand('npm', ['run', 'build', '--workspace', 'shipworthy'], { cwd: ROOT })
    return undefined
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

import { VERSION } from '../../version.ts'
import { usageError } from '../parse-option.ts'

/** The command that a pipeline runs, at the version that wrote it: a new one judges anew, and should come when it is wanted. */
export function checkCommand(folder: string, options: readonly string[]): string {
  // A name that a shell or a workflow could read as more than a name has to be written by whoever knows what it means.
  if (!/^[\w./+@-]*$/.test(folder))
    throw usageError(
      `no pipeline can be written for the folder "${folder}": its name holds more than letters and digits`,
    )
  return [
    'npx --yes',
    `shipworthy@${pinnedVersion(VERSION)}`,
    'check',
    ...(folder === '' ? [] : [folder]),
    ...options,
  ].join(' ')
}

/** What a version promises not to break: `1` of 1.4.2, `0.3` of 0.3.1. */
export function pinnedVersion(version: string): string {
  const [major = '0', minor = '0'] = version.split('.')
  return major === '0' ? `${major}.${minor}` : major
}

import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where results are kept: `SHIPWORTHY_CACHE_DIR`, else the place the system has for such files. Never inside the audited
 * project, which may be read-only, and must not change by being looked at.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const named = environment['SHIPWORTHY_CACHE_DIR']
  if (named) return named
  return join(systemFolder(environment, platform), 'shipworthy')
}

function systemFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32' && environment['LOCALAPPDATA']) return environment['LOCALAPPDATA']
  if (platform === 'darwin') return join(homedir(), 'Library/Caches')
  // The XDG specification has relative paths ignored.
  const xdg = environment['XDG_CACHE_HOME']
  return xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache')
}

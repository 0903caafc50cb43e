import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const TIMEOUT_MS = 5 * 60_000

/**
 * Installs a package of Debian or Ubuntu when this process may: as root, and unless SHIPWORTHY_TEST_INSTALL is `never`.
 * Several test processes may ask at once; the package manager lets them wait for each other.
 *
 * @returns Why it was not installed.
 */
export function installPackage(name: string): string | undefined {
  if (process.env['SHIPWORTHY_TEST_INSTALL'] === 'never') return 'SHIPWORTHY_TEST_INSTALL is never'
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return 'it can only be installed by root on Debian or Ubuntu'
  apt(['update'])
  const { status, stderr } = apt(['install', '--yes', '--no-install-recommends', name])
  return status === 0 ? undefined : `apt-get ended with ${status}: ${stderr.trim().split('\n').at(-1)}`
}

function apt(words: readonly string[]): { status: number | null; stderr: string } {
  return spawnSync('apt-get', ['--quiet', '--option', 'DPkg::Lock::Timeout=240', ...words], {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cacheFolder } from './cache-folder.ts'

it('is what the environment names, else what the system has', () => {
  expect(cacheFolder({ SHIPWORTHY_CACHE_DIR: '/tmp/kept' }, 'linux')).toBe('/tmp/kept')
  expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' }, 'linux')).toBe(join('/var/cache/me', 'shipworthy'))
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toBe(join(homedir(), '.cache', 'shipworthy'))
  expect(cacheFolder({}, 'darwin')).toBe(join(homedir(), 'Library/Caches', 'shipworthy'))
  expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'shipworthy'))
})

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ShipworthyError } from '../../errors.ts'
import type { ClientUse } from './open-client.ts'

/** A package that is only needed by who uses it: looked for beside the configuration, in the current folder, and beside this program. */
export async function loadDriver(driver: string, { user, folder }: ClientUse): Promise<Record<string, unknown>> {
  for (const from of [join(folder, 'x.js'), join(process.cwd(), 'x.js'), import.meta.filename]) {
    let path: string
    try {
      path = createRequire(from).resolve(driver)
    } catch {
      continue
    }
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>
    return { ...(module['default'] as object), ...module }
  }
  throw ShipworthyError.of('SW_ERR_MONITOR_DRIVER', { user, driver: packageOf(driver) })
}

/** `mysql2` of `mysql2/promise`. */
function packageOf(driver: string): string {
  return driver
    .split('/')
    .slice(0, driver.startsWith('@') ? 2 : 1)
    .join('/')
}

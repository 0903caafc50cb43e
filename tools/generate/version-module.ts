import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Output } from './output.ts'

/** Published packages; a release gives all of them the same version. */
export const PACKAGE_FOLDERS = ['packages/shipworthy', 'packages/health']

/** The version that a release writes into package.json, as the sources see it. */
export function versionModule(root: string, folder: string): Output {
  const { version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { version: string }
  const text = `/** Version of the package; a test holds it against package.json. */\nexport const VERSION = '${version}'\n`
  return { path: `${folder}/src/version.ts`, text }
}

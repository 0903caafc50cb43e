import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Output } from './output.ts'

const FOLDER = 'packages/shipworthy'

/** The version that a release writes into package.json, as the sources see it. */
export function versionModule(root: string): Output {
  const { version } = JSON.parse(readFileSync(join(root, FOLDER, 'package.json'), 'utf8')) as { version: string }
  const text = `/** Version of the package; a test holds it against package.json. */\nexport const VERSION = '${version}'\n`
  return { path: `${FOLDER}/src/version.ts`, text }
}

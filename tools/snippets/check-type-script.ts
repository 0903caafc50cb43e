import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../root.ts'
import { runCommand } from '../run-command.ts'
import type { Snippet } from './read-snippets.ts'
import { firstModuleOf, type Sandbox } from './sandbox.ts'

const CHECK = join(ROOT, 'packages/shipworthy/src')
const HEALTH = join(ROOT, 'packages/health/src')
const KIT = join(ROOT, 'packages/kit/src')
/** What users import, and where it lies in the sources. */
const SOURCES: readonly (readonly [RegExp, (rest: string) => string])[] = [
  [/'shipworthy'/g, () => join(CHECK, 'index.ts')],
  [/'shipworthy\/plugin'/g, () => join(CHECK, 'plugin.ts')],
  [/'@shipworthy\/health'/g, () => join(HEALTH, 'index.ts')],
  [/'@shipworthy\/health\/checks'/g, () => join(HEALTH, 'checks/checks.generated.ts')],
  [/'@shipworthy\/health\/((?:checks|probes|stores|notifiers)\/[a-z-]+)'/g, (rest) => join(HEALTH, `${rest}.ts`)],
  [/'@shipworthy\/kit\/([a-z-]+)'/g, (rest) => join(KIT, rest, 'index.ts')],
  [/'ioredis'/g, () => join(ROOT, 'node_modules/ioredis/built/index.js')],
  [/'fastify'/g, () => join(ROOT, 'node_modules/fastify/fastify.js')],
]

/** Type-checks a snippet against the sources of the packages, then runs it: exit code 1 is a verdict, not a crash. */
export function checkTypeScript(snippet: Snippet, sandbox: Sandbox): void {
  const file = checkTypes(snippet, sandbox)
  const { stderr } = runCommand(process.execPath, [file], { cwd: sandbox.cwd, allowed: [0, 1] })
  if (stderr !== '') throw new Error(`the snippet runs, but it complains:\n${stderr}`)
}

/** Type-checks a snippet, and leaves it as a file that can be run. */
export function checkTypes({ document, code }: Snippet, { root }: Sandbox): string {
  const file = join(root, 'snippet.ts')
  const tsconfig = {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: { rewriteRelativeImportExtensions: false, typeRoots: [join(ROOT, 'node_modules/@types')] },
    files: ['snippet.ts'],
  }
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  // What a snippet imports beside the packages, such as zod.
  if (!existsSync(join(root, 'node_modules'))) symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(tsconfig))
  // What a snippet imports from beside itself is what its document showed first.
  const beside = /from '\.\/([\w-]+\.ts)'/.exec(code)?.[1]
  const write = (locate: (path: string) => string): void => {
    writeFileSync(file, pointTo(code, locate))
    if (beside !== undefined) writeFileSync(join(root, beside), pointTo(firstModuleOf(document), locate))
  }
  write((path) => path)
  runCommand(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', root], { cwd: root })
  write((path) => pathToFileURL(path).href)
  return file
}

/** The code with the entries of the packages replaced by their sources. */
function pointTo(code: string, locate: (path: string) => string): string {
  return SOURCES.reduce(
    (text, [pattern, path]) => text.replace(pattern, (_, rest: string) => `'${locate(path(rest))}'`),
    code,
  )
}

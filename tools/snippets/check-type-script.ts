import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../root.ts'
import { runCommand } from '../run-command.ts'
import type { Snippet } from './read-snippets.ts'
import { firstModuleOf, type Sandbox } from './sandbox.ts'

const ENTRIES = { shipworthy: 'index.ts', 'shipworthy/plugin': 'plugin.ts' }

/** Type-checks a snippet against the sources of the package, then runs it: exit code 1 is a verdict, not a crash. */
export function checkTypeScript({ document, code }: Snippet, { root, cwd }: Sandbox): void {
  const file = join(root, 'snippet.ts')
  const tsconfig = {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: { rewriteRelativeImportExtensions: false, typeRoots: [join(ROOT, 'node_modules/@types')] },
    files: ['snippet.ts'],
  }
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(tsconfig))
  // What a snippet imports from beside itself is what its document showed first.
  const beside = /from '\.\/([\w-]+\.ts)'/.exec(code)?.[1]
  const write = (locate: (path: string) => string): void => {
    writeFileSync(file, withEntries(code, locate))
    if (beside !== undefined) writeFileSync(join(root, beside), withEntries(firstModuleOf(document), locate))
  }
  write((path) => path)
  runCommand(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', root], { cwd: root })
  write((path) => pathToFileURL(path).href)
  const { stderr } = runCommand(process.execPath, [file], { cwd, allowed: [0, 1] })
  if (stderr !== '') throw new Error(`the snippet runs, but it complains:\n${stderr}`)
}

/** The code with the entries of the package replaced by their sources. */
function withEntries(code: string, locate: (path: string) => string): string {
  return Object.entries(ENTRIES).reduce(
    (text, [name, source]) =>
      text.replaceAll(`'${name}'`, `'${locate(join(ROOT, 'packages/shipworthy/src', source))}'`),
    code,
  )
}

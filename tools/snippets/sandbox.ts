import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../root.ts'
import { readSnippets } from './read-snippets.ts'

export interface Sandbox {
  root: string
  /** Where commands of a document are run: a project, with another inside it and one beside it. */
  cwd: string
}

/** The folders that the commands of the documents speak of. */
export function createSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'snippets-'))
  const cwd = join(root, 'service')
  mkdirSync(cwd)
  const lay = (fixture: string, path: string): void =>
    cpSync(join(ROOT, 'fixtures', fixture), join(root, path), { recursive: true })
  lay('ready-service', 'service')
  lay('sample-shop', 'service/services/api')
  lay('ready-service', 'my-service')
  mkdirSync(join(cwd, 'shipworthy'))
  writeFileSync(join(cwd, 'shipworthy/rules.ts'), documentedPlugin())
  return { root, cwd }
}

/** The plugin that docs/plugins.md shows: what other snippets name is what a reader has copied from there. */
function documentedPlugin(): string {
  const path = 'docs/plugins.md'
  const snippet = readSnippets(path, readFileSync(join(ROOT, path), 'utf8')).find(({ language }) => language === 'ts')
  if (!snippet) throw new Error(`${path} shows no plugin`)
  return snippet.code
}

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
  for (const [path, document] of PLUGINS) writeFileSync(join(cwd, path), firstModuleOf(document))
  return { root, cwd }
}

/** The plugins that documents show: what their commands name is what a reader has copied from there. */
const PLUGINS = [
  ['shipworthy/rules.ts', 'docs/plugins.md'],
  ['shipworthy/acme.ts', 'docs/guides/writing-a-rule.md'],
] as const

/** The first TypeScript that a document shows. */
export function firstModuleOf(document: string): string {
  const snippets = readSnippets(document, readFileSync(join(ROOT, document), 'utf8'))
  const snippet = snippets.find(({ language }) => language === 'ts')
  if (!snippet) throw new Error(`${document} shows no TypeScript`)
  return snippet.code
}

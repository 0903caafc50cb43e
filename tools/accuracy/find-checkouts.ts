import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Checkout {
  path: string
  /** `owner/repository`, or the name of the folder. */
  repository: string
  /** Name of its report, without extension. */
  reportName: string
}

const MAX_DEPTH = 3

/**
 * The checkouts below a folder: every folder that holds `.git`, or package.json where there is no git. A folder named
 * `owner+repository` or `owner__repository` is taken by its name, and so is `repository` inside `owner`.
 */
export function findCheckouts(root: string, below = ''): Checkout[] {
  const folder = join(root, below)
  if (below !== '' && ['.git', 'package.json'].some((name) => existsSync(join(folder, name))))
    return [named(root, below)]
  if (below.split('/').length >= MAX_DEPTH) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => (below ? `${below}/${entry.name}` : entry.name))
    .toSorted()
    .flatMap((path) => findCheckouts(root, path))
}

function named(root: string, below: string): Checkout {
  const repository = below.replace(/\+|__/, '/')
  return { path: join(root, below), repository, reportName: repository.replaceAll('/', '__') }
}

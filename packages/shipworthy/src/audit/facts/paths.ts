/** Path arithmetic on project paths: forward slashes, relative to the project root. */

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folder of a path, `''` at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

/** `joinPath('src/routes', '../db')` is `src/db`; what leaves the project keeps its `..`. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** Whether `path` lies in `folder` or is it; every path lies in `''`. */
export function isInside(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** The folder and every folder above it, the root `''` last. */
export function ancestors(folder: string): string[] {
  const all: string[] = []
  for (let current = folder; current !== ''; current = folderOf(current)) all.push(current)
  return [...all, '']
}

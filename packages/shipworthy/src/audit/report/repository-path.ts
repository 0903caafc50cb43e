/** No escape is possible for half of a surrogate pair. */
const LONE_SURROGATE = /\p{Cs}/gu

/**
 * A file of the report as seen from the root of the repository; `undefined` for one that lies outside of it.
 *
 * @example
 * repositoryPath('../../package-lock.json', 'services/api') // 'package-lock.json'
 */
export function repositoryPath(file: string, folder = ''): string | undefined {
  const segments: string[] = []
  for (const segment of `${folder}/${file}`.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return undefined
  }
  return segments.length === 0 ? undefined : segments.join('/')
}

/** The path as a relative URI: whatever a file is called, its name stays one segment. */
export function toRelativeUri(path: string): string {
  return path.replace(LONE_SURROGATE, '\ufffd').split('/').map(encodeURIComponent).join('/')
}

/**
 * Builds the files of an example: a package.json with the named dependencies whose start command runs the first source
 * file, and the files as given.
 *
 * @example
 * project('express@4', { 'server.js': "require('express')().listen(3000)" })
 */
export function project(dependencies: string, files: Record<string, string>): Record<string, string> {
  const entry = Object.keys(files).find((path) => /\.[cm]?[jt]s$/.test(path))
  const manifest = {
    name: 'example',
    private: true,
    ...(entry && { scripts: { start: `node ${entry}` } }),
    dependencies: Object.fromEntries(dependencies.split(/\s+/).filter(Boolean).map(withVersion)),
  }
  return { 'package.json': `${JSON.stringify(manifest, null, 2)}\n`, ...files }
}

function withVersion(name: string): [string, string] {
  const at = name.lastIndexOf('@')
  return at > 0 ? [name.slice(0, at), `^${name.slice(at + 1)}.0.0`] : [name, '*']
}

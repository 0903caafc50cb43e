import type {
  Caddyfile,
  DataFile,
  EnvironmentFile,
  IgnoreFile,
  KeyValueFile,
  NodeVersionFile,
  ProcessFile,
  ShellScript,
} from '../../facts/settings.ts'
import { baseName, folderOf } from '../../facts/paths.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { parseJsonSettings, type ParsedSettings } from './parse-json-settings.ts'
import { parseYaml } from './yaml-file.ts'

const ENVIRONMENT_FILE =
  /^(\.env(\..+)?|env\.(example|sample|template|dist)|\.?(sample|example|template|default)\.env|[\w-]+\.env(\.[\w-]+)*|env-example[\w-]*|\.?env[-_](example|sample|template)|dotenv[\w.-]*|\.(flaskenv|envrc))$/i

export function gatherEnvironmentFiles(gathering: Gathering): EnvironmentFile[] {
  return readMatching(gathering, 'environment-files', isEnvironmentFile).map(({ path, text, tracked }) => ({
    path,
    tracked,
    entries: parseDotenv(text),
  }))
}

export function isEnvironmentFile(path: string): boolean {
  return ENVIRONMENT_FILE.test(baseName(path)) && !/\.(d\.ts|[cm]?[jt]sx?|json|ya?ml|md|mjs|enc|gpg|age)$/.test(path)
}

/** The format dotenv reads: `export NAME="value" # comment`; commented-out lines do not count. */
export function parseDotenv(text: string): EnvironmentFile['entries'] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)$/.exec(line)
    if (!match) return []
    return [{ name: match[1]!, value: unquote(match[2]!.trim()), line: index + 1 }]
  })
}

function unquote(value: string): string {
  const quoted = /^(["'`])(.*?)\1/.exec(value)
  return quoted ? quoted[2]! : value.replace(/\s+#.*$/, '').trim()
}

export function gatherProcessFiles(gathering: Gathering): ProcessFile[] {
  return readMatching(gathering, 'process-files', (path) => /^Procfile(\.\w+)?$/.test(baseName(path))).map(
    ({ path, text }) => ({
      path,
      kind: 'procfile',
      processes: text.split(/\r?\n/).flatMap((line, index) => {
        const match = /^([\w-]+):\s*(.+)$/.exec(line)
        return match ? [{ name: match[1]!, command: match[2]!, line: index + 1 }] : []
      }),
    }),
  )
}

export function gatherNodeVersions(gathering: Gathering): NodeVersionFile[] {
  const names = new Set(['.nvmrc', '.node-version', '.tool-versions'])
  return readMatching(gathering, 'node-versions', (path) => names.has(baseName(path))).flatMap(({ path, text }) => {
    const lines = text.split(/\r?\n/)
    const index = lines.findIndex((line) =>
      baseName(path) === '.tool-versions' ? /^node(js)?\s/.test(line) : /\S/.test(line),
    )
    const value = lines[index]?.replace(/^node(js)?\s+/, '').trim()
    return value ? [{ path, value, line: index + 1 }] : []
  })
}

export function gatherNpmrc(gathering: Gathering): KeyValueFile[] {
  return readMatching(gathering, 'npmrc', (path) => baseName(path) === '.npmrc').map(({ path, text }) => ({
    path,
    entries: text.split(/\r?\n/).flatMap((line, index) => {
      const match = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line)
      return match ? [{ name: match[1]!, value: match[2]!, line: index + 1 }] : []
    }),
  }))
}

export function gatherShellScripts(gathering: Gathering): ShellScript[] {
  const matches = (path: string): boolean =>
    /\.(sh|bash)$/.test(path) || /^(docker-)?entrypoint$|^start$|^(docker-)?entrypoint\.[\w]+$/.test(baseName(path))
  return readMatching({ ...gathering, unreadable: [] }, 'shell', matches).map(({ path, text }) => ({
    path,
    lines: text.split(/\r?\n/),
  }))
}

/** Lines without comments, so that what is commented out is not read. */
export function gatherCaddyfiles(gathering: Gathering): Caddyfile[] {
  const matches = (path: string): boolean => /^Caddyfile([.-][\w.-]+)?$|\.caddyfile$/i.test(baseName(path))
  return readMatching(gathering, 'caddyfiles', matches).map(({ path, text }) => ({
    path,
    lines: text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, '')),
  }))
}

export function gatherIgnoreFiles(gathering: Gathering): IgnoreFile[] {
  const matches = (path: string): boolean => /(^|\/)\.gitignore$|\.dockerignore$/.test(path)
  return readMatching(gathering, 'ignore-files', matches).map(({ path, text }) => ({
    path,
    kind: path.endsWith('.dockerignore') ? 'docker' : 'git',
    directory: folderOf(path),
    lines: text.split(/\r?\n/),
  }))
}

/** JSON and YAML that code reads as configuration: node-config's `config/`, framework and platform files. */
const DATA =
  /(^|\/)(config\/(default|production|prod)\.(json5?|ya?ml)|nest-cli\.json|vercel\.json|app\.json|railway\.json|ormconfig\.json|\.sequelizerc|knexfile\.json|turbo\.json|lerna\.json|ecosystem(\.config)?\.json|pm2[\w.]*\.json|process\.json|[^/]+\.prisma|(\.github\/)?renovate\.json5?|\.renovaterc(\.json)?)$/

export function gatherData(gathering: Gathering): DataFile[] {
  return readMatching(gathering, 'settings', (path) => DATA.test(path)).flatMap(({ path, text }) => {
    const { value, problem } = parseData(path, text)
    if (problem) gathering.unreadable.push({ area: 'settings', path, ...problem })
    return value === undefined ? [] : [{ path, value }]
  })
}

function parseData(path: string, text: string): ParsedSettings {
  if (path.endsWith('.prisma')) return { value: text }
  if (/\.ya?ml$/.test(path)) return parseYamlData(text)
  const parsed = parseJsonSettings(text)
  // Other endings allow more than JSON: what can be read of it is taken.
  return path.endsWith('.json') ? parsed : { value: parsed.value }
}

function parseYamlData(text: string): ParsedSettings {
  const parsed = parseYaml(text)
  if ('reason' in parsed) return { problem: parsed }
  try {
    return { value: parsed.documents[0]?.toJS() as unknown }
  } catch {
    return { problem: { reason: 'repeats itself too often through aliases', line: 1 } }
  }
}

import type { ProjectFacts } from '../../facts/project-facts.ts'
import { classifyPath } from '../../facts/path-class.ts'
import { isPaymentName, isSecretName, isServerSecretName } from '../../facts/is-server-secret-name.ts'
import type { Evidence } from '../../model/outcome.ts'
import { settingAt } from '../evidence.ts'
import type { Execution } from '../execution/execution.ts'
import { nextVariables } from '../http/next-config.ts'

/** A secret that the code for browsers is given, or may be. */
export interface ExposedSecret {
  name: string
  evidence: Evidence
  /** `bundled`: code of the browser holds it. `named`: its name asks a bundler for it. `documented`: only a file of variables names it. */
  state: 'bundled' | 'named' | 'documented'
  isPayment: boolean
  /** A key of a live account. */
  isLive: boolean
}

export interface BrowserView {
  exposed: readonly ExposedSecret[]
  /** Something of the project is built for browsers: where that shows. */
  bundler?: Evidence
}

const BUNDLERS =
  /^(next|vite|react-scripts|@vitejs\/.+|nuxt|@sveltejs\/kit|astro|gatsby|expo|webpack|parcel|@angular\/core|@rsbuild\/core|@remix-run\/react|vue)$/

export function deriveBrowser(facts: ProjectFacts, program: Execution): BrowserView {
  const manifest = facts.packages.find(
    ({ path, dependencies }) =>
      !path.startsWith('../') && !isAside(path) && Object.keys(dependencies).some((name) => BUNDLERS.test(name)),
  )
  const name = manifest && Object.keys(manifest.dependencies).find((key) => BUNDLERS.test(key))
  const line = name ? manifest.dependencies[name]?.line : undefined
  return {
    exposed: [...sourceSecrets(facts), ...liveKeys(facts), ...configuredSecrets(facts, program), ...documented(facts)],
    ...(name && { bundler: settingAt(manifest.path, line, `"${name}"`) }),
  }
}

function isAside(path: string): boolean {
  return /^(test|example|documentation|vendored|generated)$/.test(classifyPath(path))
}

/** Code for browsers: marked so, or Vite's way to read a variable, which its server never has. */
function isBrowserCode({ sources }: ProjectFacts, path: string, line: number): boolean {
  if (sources.skim(path)?.client) return true
  const text = sources.text(path)?.split('\n', line).at(-1) ?? ''
  return text.includes('import.meta.env.') && !/(^|\/)(server|ssr)\/|\.server\./.test(path)
}

function sourceSecrets(facts: ProjectFacts): ExposedSecret[] {
  const { sources } = facts
  return facts.browserSecrets.flatMap(({ path, line, column, name, kind }): ExposedSecret[] => {
    if (isAside(path) || /(^|\/)[^/]*\.config\.[cm]?[jt]s$/.test(path)) return []
    const isBundled = kind !== 'named' && isBrowserCode(facts, path, line)
    if (kind === 'key' && !sources.skim(path)?.client) return []
    const text = sources.text(path)?.split('\n', line).at(-1)
    if (text && /^\s*(\/\/|\*|\/\*|#)/.test(text)) return []
    // Of a key no more is shown than its beginning, as of every other.
    const evidence = { ...settingAt(path, line, kind === 'key' ? name : text), column }
    return [
      {
        name,
        evidence,
        state: isBundled ? 'bundled' : 'named',
        isPayment: kind === 'key' || isPaymentName(name),
        isLive: kind !== 'key',
      },
    ]
  })
}

/** Live keys that are written into code of the browser. */
function liveKeys({ credentials, sources }: ProjectFacts): ExposedSecret[] {
  return credentials.flatMap(({ path, line, column, provider, redacted }): ExposedSecret[] => {
    if (isAside(path) || !sources.skim(path)?.client) return []
    const evidence = { ...settingAt(path, line, redacted), column }
    return [{ name: provider, evidence, state: 'bundled', isPayment: /stripe|square/i.test(provider), isLive: true }]
  })
}

/** `env: { API_SECRET: … }` of next.config: every mention in code of the browser is replaced by the value. */
function configuredSecrets({ sources }: ProjectFacts, program: Execution): ExposedSecret[] {
  const configured = nextVariables(program).filter(({ name }) => isSecretName(name))
  if (configured.length === 0) return []
  const clients = sources.paths.filter((path) => sources.skim(path)?.client && !isAside(path))
  return configured.map(({ name, site }): ExposedSecret => {
    const isRead = clients.some((path) => new RegExp(`process\\.env\\.${name}\\b`).test(sources.text(path) ?? ''))
    const evidence = settingAt(site.file.path, lineOf(site.file.lineStarts, site.at), name)
    return { name, evidence, state: isRead ? 'bundled' : 'named', isPayment: isPaymentName(name), isLive: true }
  })
}

function lineOf(starts: readonly number[], at: number): number {
  const next = starts.findIndex((start) => start > at)
  return next === -1 ? starts.length : next
}

function documented({ environmentFiles }: ProjectFacts): ExposedSecret[] {
  return environmentFiles.flatMap(({ path, entries }) =>
    isAside(path.replace(/\.(env|example)[^/]*$/, ''))
      ? []
      : entries.flatMap(({ name, value, line }): ExposedSecret[] =>
          isServerSecretName(name) && !value.startsWith('pk_')
            ? [
                {
                  name,
                  evidence: settingAt(path, line, name),
                  state: 'documented',
                  isPayment: isPaymentName(name),
                  isLive: true,
                },
              ]
            : [],
        ),
  )
}

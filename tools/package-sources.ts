// Lets programs run from the sources of our packages: `node --import ./tools/package-sources.ts apps/maplehustle/src/main.ts`.
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './root.ts'

registerHooks({
  resolve(specifier, context, next) {
    const file = sourceOf(specifier)
    return next(file === undefined ? specifier : pathToFileURL(join(ROOT, file)).href, context)
  },
})

/** As the `exports` of the packages say it of what they publish. */
function sourceOf(specifier: string): string | undefined {
  const [, name, path] = /^@shipworthy\/(health|kit)(?:\/(.+))?$/.exec(specifier) ?? []
  if (name === 'kit') return `packages/kit/src/${path}/index.ts`
  if (name === undefined) return undefined
  if (path === undefined) return 'packages/health/src/index.ts'
  return `packages/health/src/${path === 'checks' ? 'checks/checks.generated' : path}.ts`
}

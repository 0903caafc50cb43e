// Lets the command run from its sources: `node --import ./tools/health-sources.ts packages/shipworthy/src/cli/main.ts monitor`.
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './root.ts'

const SOURCES = join(ROOT, 'packages/health/src')

registerHooks({
  resolve(specifier, context, next) {
    const [, path] = /^@shipworthy\/health(?:\/(.+))?$/.exec(specifier) ?? [undefined, null]
    if (path === null) return next(specifier, context)
    const file = path === undefined ? 'index.ts' : path === 'checks' ? 'checks/checks.generated.ts' : `${path}.ts`
    return next(pathToFileURL(join(SOURCES, file)).href, context)
  },
})

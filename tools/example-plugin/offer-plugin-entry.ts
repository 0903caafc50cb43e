// Loaded with --import: `shipworthy/plugin` leads to the sources, as it leads to the package for everybody else.
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../root.ts'

export const PLUGIN_ENTRY = pathToFileURL(join(ROOT, 'packages/shipworthy/src/plugin.ts')).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'shipworthy/plugin' ? { url: PLUGIN_ENTRY, shortCircuit: true } : next(specifier, context),
})

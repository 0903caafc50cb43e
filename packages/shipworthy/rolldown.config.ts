import { defineConfig } from 'rolldown'
import manifest from './package.json' with { type: 'json' }

/**
 * What is published: few files instead of hundreds, as most of the start of a short check is the loading of modules.
 * Types beside it come from the compiler, dependencies stay what the package manager installs.
 */
export default defineConfig({
  input: { 'cli/main': 'src/cli/main.ts', index: 'src/index.ts', plugin: 'src/plugin.ts' },
  platform: 'node',
  transform: { target: 'node22.13' },
  // With what they export by path: of two copies of a class, `instanceof` knows one.
  external: Object.keys(manifest.dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js', cleanDir: true },
})

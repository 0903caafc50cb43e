/** What a file is for, as far as its path tells. */
export type PathClass =
  | 'production'
  | 'development'
  | 'test'
  | 'example'
  | 'documentation'
  | 'script'
  | 'generated'
  | 'vendored'

const VENDORED =
  /(^|\/)(node_modules|bower_components|vendor|vendors|third[-_]?party|\.yarn|\.pnp[^/]*|jspm_packages)(\/|$)/
const GENERATED =
  /(^|\/)(dist|build|out|\.next|\.nuxt|\.output|\.svelte-kit|\.turbo|\.serverless|coverage|__generated__|generated|\.cache|storybook-static)(\/|$)|\.generated\.|\.gen\.[cm]?[jt]sx?$|\.min\.[cm]?js$|\.bundle\.js$|\.d\.[cm]?ts$|_pb\.[jt]s$/
const TEST =
  /(^|\/)(tests?|__tests?__|__mocks__|__fixtures__|__e2e__|fixtures?|mocks?|specs?|e2e|e2e[-_]tests?|cypress|playwright|testing|test[-_](utils?|helpers?|setup|data|fixtures?)|integration[-_]tests?|benchmarks?|bench|perf[-_]tests?|load[-_]tests?|k6)(\/|$)|[._-](test|tests|spec|e2e|e2e-spec|stories|story|mock|bench|cy|clienttest|servertest)\.[cm]?[jt]sx?$|(^|\/)(jest|vitest|karma|playwright|cypress|mocha|wdio|codecept)[^/]*\.config\.[cm]?[jt]s$|(^|\/)(vitest|jest)\.(setup|workspace|global)[^/]*$|\.mocharc\.[cm]?js$/i
const EXAMPLE =
  /(^|\/)(([\w-]+[-_])?(examples?|samples?|demos?)|playgrounds?|templates?|starters?|sandbox|tutorials?|cookbook)(\/|$)/i
const DOCUMENTATION = /(^|\/)(docs?|documentation|website|storybook|\.storybook|\.vitepress|blog)(\/|$)/i
const DEVELOPMENT =
  /(^|\/)(dev|\.devcontainer|\.vscode|\.husky|\.github|\.changeset|\.agents|\.claude|\.cursor|tooling|dev[-_]tools?|eslint[^/]*|config-eslint|eslint-plugin[^/]*)(\/|$)|(^|\/)[^/]*\.config\.[cm]?[jt]s$|(^|\/)\.[^/]*rc\.[cm]?js$|(^|\/)(gulpfile|Gruntfile|gruntfile|webpack[^/]*|rollup[^/]*|vite[^/]*|babel[^/]*|metro[^/]*|svelte[^/]*|tailwind[^/]*|postcss[^/]*|commitlint[^/]*|prettier[^/]*|eslint[^/]*|tsup[^/]*|esbuild[^/]*|nodemon[^/]*|plopfile|turbo[^/]*|stylelint[^/]*|lint-staged[^/]*)\.[cm]?[jt]s$/
const SCRIPT =
  /(^|\/)(scripts?|bin|tools?|hack|utils\/scripts|seeds?|seeders?|migrations?|ops|ci|\.ci|codemods?)(\/|$)/i

/**
 * The class of a path. Who refers to the file can overrule it: `scripts/start.js` that a Dockerfile runs is production.
 *
 * @example
 * classifyPath('src/server.ts')            // 'production'
 * classifyPath('src/server.test.ts')       // 'test'
 * classifyPath('vendor/jquery.min.js')     // 'vendored'
 */
export function classifyPath(path: string): PathClass {
  if (VENDORED.test(path)) return 'vendored'
  if (GENERATED.test(path)) return 'generated'
  if (TEST.test(path)) return 'test'
  if (EXAMPLE.test(path)) return 'example'
  if (DOCUMENTATION.test(path)) return 'documentation'
  if (DEVELOPMENT.test(path)) return 'development'
  if (SCRIPT.test(path)) return 'script'
  return 'production'
}

export function isSourcePath(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path)
}

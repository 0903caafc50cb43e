/** Programs that run tests whatever their arguments are. */
const RUNNERS =
  /^(jest|vitest|_?mocha|ts-mocha|electron-mocha|ava|tap|tape|babel-tape-runner|jasmine|lab|uvu|cucumber-js|nightwatch|testcafe|wdio|codeceptjs|borp|poku|qunit|brittle|lb-mocha|rstest|web-test-runner|wtr|test-storybook|stryker)$/
/** Programs that do so with one of these words. */
const RUNNER_VERBS: Record<string, RegExp> = {
  playwright: /^test$/,
  cypress: /^run$/,
  karma: /^start$/,
  newman: /^run$/,
  ng: /^(test|e2e)$/,
  deno: /^test$/,
  'react-scripts': /^test$/,
  'react-app-rewired': /^test$/,
  craco: /^test$/,
  'vue-cli-service': /^test:/,
  'wp-scripts': /^test/,
  nps: /^test/,
  grunt: /^(test|.*:test)$/,
  gulp: /^(test|.*:test)$/,
  ace: /^test/,
  ember: /^test/,
  'egg-bin': /^(test|cov)$/,
  'midway-bin': /^(test|cov)$/,
  tsdx: /^test$/,
}
const TEST_NAME =
  /^(do-)?(test|tests|unit|e2e|integration|spec|specs|jest|vitest|mocha|cypress|playwright|coverage|cov)([:_.-]|$)/i
const OTHER_PART = /lint|type|build|watch|install|setup|seed|prepare|open|load|report|merge/i
const OTHER_SCRIPT = /^(build|lint|format|fix|type|start|dev|prepare|db|migrate|generate|clean|compile|install|seed)/i
/** Programs that certainly run no tests. */
const HARMLESS =
  /^(eslint|tsc|vue-tsc|prettier|echo|exit|true|false|standard|xo|biome|oxlint|stylelint|pug-lint|cd|mkdir|rm|cp|mv|rimraf|set|export|sleep|test|\[|\[\[|lint-staged|tsup|vite|webpack|rollup|esbuild|next|prisma|git|curl|cat|grep|sed|wait-on)$/

/** Whether a program with these arguments is a test runner; nothing when it is none that is known. */
export function isTestRun(program: string, rest: readonly string[]): boolean | undefined {
  if (RUNNERS.test(program)) {
    return !rest.some((word) => /^--(version|help|init|clearCache|showConfig)$/.test(word))
  }
  const verb = RUNNER_VERBS[program]
  return verb && rest.some((word) => verb.test(word))
}

export function isHarmless(program: string): boolean {
  return program === '' || HARMLESS.test(program)
}

/** `test`, `test:unit`, `e2e`; not `test:types` and not `build:test`. */
export function isTestName(name: string): boolean {
  return TEST_NAME.test(name) && !OTHER_PART.test(name)
}

export function isOtherScript(name: string): boolean {
  return OTHER_SCRIPT.test(name)
}

/** `node_modules/.bin/jest`, `grunt-cli/bin/grunt` and `playwright@1.49` by the name of the program. */
export function programOf(word = ''): string {
  return word
    .slice(word.lastIndexOf('/') + 1)
    .replace(/(?<=\w)@.*$/, '')
    .replace(/\.(cmd|[cm]?js)$/, '')
}

/** Targets of `make`, `just`, `task`, `earthly` … by their names, since their files are not read. */
export function targetUse(rest: readonly string[]): 'tests' | 'open' | 'none' {
  const targets = rest.filter((word) => !word.startsWith('-') && !word.includes('='))
  if (targets.some((target) => /(^|[+:_/-])(tests?|e2e|unit)([:_-]|$)/.test(target))) return 'tests'
  const isOpen = targets.some((target) => /(^|[+:_-])(ci|check|verify|all|validate)([:_-]|$)/.test(target))
  return targets.length === 0 || isOpen ? 'open' : 'none'
}

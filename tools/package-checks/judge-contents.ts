/** A file of a packed package. */
export interface PackedFile {
  path: string
  size: number
}

/** What `shipworthy` must hold. */
export const SHIPWORTHY_FILES: readonly string[] = [
  'package.json',
  'README.md',
  'LICENSE',
  'schema/report.schema.json',
  'schema/config.schema.json',
  'dist/cli/main.js',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/plugin.js',
  'dist/plugin.d.ts',
]
/** What `@shipworthy/health` must hold. */
export const HEALTH_FILES: readonly string[] = [
  'package.json',
  'README.md',
  'LICENSE',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/checks/checks.generated.js',
  'dist/checks/checks.generated.d.ts',
  'dist/http/thread/listen-in-thread.js',
  'dist/http/thread/probe-thread.js',
]
/** What `@shipworthy/kit` must hold. */
export function kitFiles(parts: readonly string[]): string[] {
  return [
    'package.json',
    'README.md',
    'LICENSE',
    'migrations/auth/001_auth.sql',
    'migrations/jobs/001_once.sql',
    'dist/embedded/embedded-worker.js',
    ...parts.flatMap((part) => [`dist/${part}/index.js`, `dist/${part}/index.d.ts`]),
  ]
}

const UNWANTED: readonly [RegExp, string][] = [
  [/\.test\./, 'a test'],
  [/(^|\/)testing\//, 'a helper of tests'],
  [/\.map$/, 'a source map'],
  [/(^|\/)src\//, 'a source'],
  [/(?<!\.d)\.ts$/, 'a source'],
  [/\.tsbuildinfo$/, 'a build record'],
]

/** What a package must hold and must not, one line for each that is wrong. */
export function judgeContents(files: readonly PackedFile[], required: readonly string[]): string[] {
  const paths = new Set(files.map(({ path }) => path))
  return [
    ...required.filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...[...paths].flatMap((path) =>
      UNWANTED.filter(([pattern]) => pattern.test(path)).map(([, what]) => `${path} is ${what}`),
    ),
  ]
}

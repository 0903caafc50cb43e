import { describe, expect, it } from 'vitest'
import type { PackageManifest } from '../../facts/packages.ts'
import { testUse } from './test-commands.ts'

const SCRIPTS: Record<string, string> = {
  test: 'node scripts/run-all.js',
  'test:unit': 'vitest run',
  'test:types': 'tsd',
  verify: 'run-p lint test:*',
  lint: 'eslint test',
  start: 'nps',
  e2e: 'playwright test',
}

function use(line: string, scripts = SCRIPTS, shell: Record<string, string[]> = {}): string {
  const located = Object.fromEntries(Object.entries(scripts).map(([name, value]) => [name, { value, line: 1 }]))
  const manifests = [{ scripts: located } as unknown as PackageManifest]
  return testUse(line, { manifests, script: (name) => shell[name] })
}

describe('testUse', () => {
  it.each([
    'npm test',
    'npm t',
    'npm run verify',
    'yarn test:${{ matrix.group }}',
    'pnpm -r --parallel test',
    'pnpm --filter api test:unit',
    'yarn workspace api run test',
    'npm start test',
    'npx c8 -r html node --test',
    'npx start-server-and-test start http://localhost:3000 e2e',
    'npx nx affected -t lint test',
    'docker compose run --rm api npm test',
    'make test',
  ])('finds tests in %s', (line) => {
    expect(use(line)).toBe('tests')
  })

  it.each([
    'npm run lint',
    'npm run test:types',
    'npx playwright install --with-deps',
    'npm install jest',
    'test -f package.json',
    'docker compose up -d',
    'echo "npm test"',
  ])('finds none in %s', (line) => {
    expect(use(line)).toBe('none')
  })

  it('does not take the placeholder for a test', () => {
    expect(use('npm test', { test: 'echo "Error: no test specified" && exit 1' })).toBe('none')
  })

  it('does not know what a missing script runs, unless it need not exist', () => {
    expect(use('npm test', {})).toBe('open')
    expect(use('npm test --if-present', {})).toBe('none')
  })

  it('follows shell scripts and ends where scripts call each other', () => {
    expect(use('bash ci.sh', {}, { 'ci.sh': ['# npm ci', 'npx mocha'] })).toBe('tests')
    expect(use('npm run a', { a: 'npm run b', b: 'npm run a' })).toBe('none')
  })
})

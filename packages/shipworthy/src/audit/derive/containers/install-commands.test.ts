import { describe, expect, it } from 'vitest'
import { installCommands } from './install-commands.ts'

const states = (line: string): string[] =>
  installCommands(line).map(({ text, state, unpinned }) => [`${text}: ${state}`, ...unpinned].join(' '))

describe('installCommands', () => {
  it.each([
    ['npm ci --omit=dev', ['npm ci --omit=dev: frozen']],
    ['cd api && npm i', ['npm i: loose']],
    ['npm --prefix api -f install', ['npm --prefix api -f install: loose']],
    ['sh -c "yarn --production"', ['yarn --production: loose']],
    ['corepack pnpm install --frozen-lockfile', ['pnpm install --frozen-lockfile: frozen']],
    ['pnpm fetch && pnpm install --offline', ['pnpm fetch: frozen', 'pnpm install --offline: frozen']],
    ['bun install --production', ['bun install --production: frozen']],
    ['npm install express@4 lodash', ['npm install express@4 lodash: loose lodash']],
    ['npm i $PACKAGES', ['npm i $PACKAGES: open']],
  ])('reads %s', (line, expected) => {
    expect(states(line)).toEqual(expected)
  })

  it.each([
    'npm install -g pnpm',
    'npm install --package-lock-only',
    'npm install typescript@5.9.2',
    'npm install ./tool.tgz',
    'apk add yarn g++',
    'apt-get install -y npm',
    'yarn cache clean',
    'pnpm build',
  ])('leaves out %s', (line) => {
    expect(states(line)).toEqual([])
  })
})

import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { toolFingerprint } from './tool-fingerprint.ts'

it('changes with the code and with what it depends on, and with nothing else', () => {
  using folder = temporaryFolder({
    'node_modules/parser/package.json': '{"version":"1.0.0"}',
    'node_modules/other/package.json': '{"version":"1.0.0"}',
    'tool/package.json': '{"dependencies":{"parser":"^1.0.0"}}',
    'tool/src/cli/main.ts': 'export {}',
    'tool/src/cli/main.test.ts': '',
  })
  const fingerprint = (): string => toolFingerprint(folder.at('tool/src/cli'))
  const first = fingerprint()
  folder.write('tool/src/cli/main.test.ts', 'test')
  folder.write('node_modules/other/package.json', '{"version":"2.0.0"}')
  expect(fingerprint()).toBe(first)
  folder.write('node_modules/parser/package.json', '{"version":"1.0.1"}')
  const upgraded = fingerprint()
  expect(upgraded).not.toBe(first)
  folder.write('tool/src/rules/new.ts', 'export {}')
  expect(fingerprint()).not.toBe(upgraded)
})

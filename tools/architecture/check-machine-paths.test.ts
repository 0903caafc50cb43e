import { expect, it } from 'vitest'
import { checkMachinePaths } from './check-machine-paths.ts'

it.each([
  'see /home/ada/notes.md',
  "'/Users/ada/project'",
  '(/root/project)',
  '`/mnt/disk`',
  'C:\\Users\\ada',
  '/private/tmp/x',
])('%s is a place on one machine', (text) => {
  expect(checkMachinePaths([{ path: 'a.md', text: `first\n${text}` }])).toEqual([
    { path: 'a.md', line: 2, message: expect.stringContaining('a place on one machine') },
  ])
})

it.each([
  '/home/node/app',
  'https://example.org/Users/ada',
  'src/root/main.ts',
  '~/root/x',
  '/users/:id',
  '$HOME/root/x',
  '/tmp/x',
])('%s is none', (text) => {
  expect(checkMachinePaths([{ path: 'a.md', text }])).toEqual([])
})

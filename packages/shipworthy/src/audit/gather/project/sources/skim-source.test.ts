import { expect, test } from 'vitest'
import { skimSource } from './skim-source.ts'

test('a module is for the browser if its first statement says so, whatever comments come before', () => {
  expect(skimSource('page.js', `/* licence */\n// of whom\n\n'use client'\n`).client).toBe(true)
  expect(skimSource('page.js', `/* 'use client' */\nexport const port = 3000\n`).client).toBe(false)
  expect(skimSource('page.js', `start()\n'use client'\n`).client).toBe(false)
  expect(skimSource('page.js', `/* never closed 'use client'`).client).toBe(false)
})

test('a file of comments only is read once, however many they are', () => {
  const documentation = '/**\n * @property {string} name\n */\n'.repeat(2_000)
  expect(skimSource('docs.js', documentation).client).toBe(false)
})

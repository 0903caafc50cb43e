import { describe, expect, it } from 'vitest'
import { createTokenFilter } from '../../facts/tokens.ts'
import { gatherProject } from '../../gather/project/gather-project.ts'
import { memoryReader } from '../../gather/project/memory-reader.ts'
import { productionCommands } from './production-commands.ts'
import { productionSteps } from './production-steps.ts'

function stepsOf(files: Record<string, string>): string[] {
  const facts = gatherProject(memoryReader(files), { filter: createTokenFilter([]) })
  return productionSteps(facts, productionCommands(facts)).map(
    ({ words, evidence, isInBranch, source }) =>
      `${source} ${evidence[0]!.file}:${evidence[0]!.line} ${words.join(' ')}${isInBranch ? ' ?' : ''}`,
  )
}

describe('productionSteps', () => {
  it('follows a Dockerfile through a shell script to the scripts of package.json', () => {
    expect(
      stepsOf({
        Dockerfile: 'FROM node:24\nCOPY . .\nENTRYPOINT ["./entrypoint.sh"]\n',
        'entrypoint.sh':
          '#!/bin/sh\nif [ "$SEED" ]; then\n  npm run seed\nfi\n[ "$X" ] && rm x\nnpm run migrate && exec npm run serve:it\n',
        'package.json':
          '{"scripts":{"migrate":"prisma migrate deploy","preserve:it":"echo a","serve:it":"node server.js","seed":"node seed.js"}}',
      }),
    ).toEqual([
      'dockerfile Dockerfile:3 ./entrypoint.sh',
      'dockerfile entrypoint.sh:2 [ $SEED ]',
      'dockerfile entrypoint.sh:3 npm run seed ?',
      'dockerfile package.json:1 node seed.js ?',
      'dockerfile entrypoint.sh:5 [ $X ]',
      'dockerfile entrypoint.sh:5 rm x ?',
      'dockerfile entrypoint.sh:6 npm run migrate',
      'dockerfile package.json:1 prisma migrate deploy',
      'dockerfile entrypoint.sh:6 exec npm run serve:it',
      'dockerfile package.json:1 echo a',
      'dockerfile package.json:1 node server.js',
    ])
  })

  it('reads what platforms run, and texts in quotes', () => {
    expect(
      stepsOf({
        'fly.toml': 'app = "a"\n[deploy]\n  release_command = "npx prisma migrate deploy"\n',
        Dockerfile: 'FROM node:24\nCMD ["sh", "-c", "a && exec concurrently \\"b c\\" d"]\n',
        'package.json': '{}',
      }),
    ).toEqual([
      'dockerfile Dockerfile:2 a',
      'dockerfile Dockerfile:2 b c',
      'platform fly.toml:3 npx prisma migrate deploy',
    ])
  })

  it('ends where scripts call each other', () => {
    expect(
      stepsOf({ 'package.json': '{"scripts":{"start":"npm run again","again":"npm start"}}' }).length,
    ).toBeLessThan(20)
  })
})

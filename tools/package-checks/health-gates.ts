import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { ROOT } from '../root.ts'
import { runCommand } from '../run-command.ts'
import type { Gate } from '../run-gates.ts'
import { CONSUMER_TSCONFIG } from './consumer.ts'
import { HEALTH_CONSUMER } from './health-consumer.ts'
import { HEALTH_FILES, judgeContents } from './judge-contents.ts'
import { expectText, kib, readJson, readPacked, said, type Packed } from './packed.ts'

const PACKAGE = join(ROOT, 'packages/health')
const BIN = join(ROOT, 'node_modules/.bin')
/** The oldest Node.js that is promised, where the machine has it. */
const SYSTEM_NODE = '/usr/bin/node'
/** A library that runs inside of services stays small: 150 KiB are aimed at, and docs/performance.md says what it is made of. */
const MAX_UNPACKED_BYTES = 217 * 1024

/** What must hold of `@shipworthy/health`, in order. `folder` is empty and temporary. */
export function healthGates(folder: string): Gate[] {
  const consumer = join(folder, 'consumer')
  const packed: Packed[] = []
  const tarball = (): string => {
    const [first] = packed
    if (!first) throw new Error('there is no tarball')
    return join(folder, first.filename)
  }
  const inConsumer = (program: string, words: readonly string[]) =>
    runCommand(program, words, {
      cwd: consumer,
      env: { PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) },
    })

  return [
    { name: 'health: build', run: () => void runCommand('npm', ['run', 'build'], { cwd: PACKAGE }) },
    {
      name: 'health: pack, within 217 KiB',
      run: () => {
        const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
        const result = readPacked(runCommand('npm', words, { cwd: PACKAGE }).stdout)
        packed.push(result)
        const size = `${kib(result.unpackedSize)} unpacked`
        if (result.unpackedSize > MAX_UNPACKED_BYTES) throw new Error(`too large: ${size}`)
        return `${result.files.length} files, ${kib(result.size)} packed, ${size}`
      },
    },
    {
      name: 'health: contents of the tarball',
      run: () => {
        tarball()
        const problems = judgeContents(packed[0]!.files, HEALTH_FILES)
        if (problems.length > 0) throw new Error(problems.join('\n'))
      },
    },
    {
      name: 'health: publint',
      run: () => said(runCommand(join(BIN, 'publint'), ['run', tarball(), '--strict'], { cwd: folder })),
    },
    {
      name: 'health: are the types wrong (ESM only)',
      run: () =>
        void runCommand(join(BIN, 'attw'), [tarball(), '--profile', 'esm-only', '--no-emoji'], { cwd: folder }),
    },
    {
      name: 'health: install into an empty folder, with nothing else',
      run: () => {
        rmSync(consumer, { recursive: true, force: true })
        mkdirSync(consumer)
        const files = {
          'package.json': { name: 'consumer', private: true, type: 'module' },
          'tsconfig.json': CONSUMER_TSCONFIG,
        }
        for (const [name, value] of Object.entries(files)) writeFileSync(join(consumer, name), JSON.stringify(value))
        writeFileSync(join(consumer, 'consumer.ts'), HEALTH_CONSUMER)
        inConsumer('npm', ['install', '--no-audit', '--no-fund', tarball()])
        const { packages } = readJson<{ packages: object }>(join(consumer, 'node_modules/.package-lock.json'))
        if (Object.keys(packages).length !== 1) throw new Error(`installed ${Object.keys(packages).join(', ')}`)
      },
    },
    {
      name: 'health: types of a consumer',
      run: () => void inConsumer(join(BIN, 'tsc'), ['-p', consumer, '--typeRoots', join(ROOT, 'node_modules/@types')]),
    },
    {
      name: 'health: a service with a probe thread',
      run: () => expectText(inConsumer(process.execPath, ['consumer.ts']).stdout, 'live 200 ready 200 after 503'),
    },
    {
      name: 'health: the same on the Node.js of this machine',
      run: () => {
        if (!existsSync(SYSTEM_NODE)) return { skipped: `there is no ${SYSTEM_NODE}` }
        runCommand(process.execPath, ['--input-type=module', '-e', STRIP], { cwd: consumer })
        expectText(inConsumer(SYSTEM_NODE, ['consumer.js']).stdout, 'live 200 ready 200 after 503')
        return runCommand(SYSTEM_NODE, ['--version'], { cwd: ROOT }).stdout.trim()
      },
    },
  ]
}

/** Node.js 20 does not strip types. */
const STRIP = `
import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
writeFileSync('consumer.js', stripTypeScriptTypes(readFileSync('consumer.ts', 'utf8')))`

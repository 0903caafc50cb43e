import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { ROOT } from '../root.ts'
import { runCommand, type CommandResult } from '../run-command.ts'
import type { Gate } from '../run-gates.ts'
import { CONSUMER, CONSUMER_TSCONFIG } from './consumer.ts'
import { judgeContents, SHIPWORTHY_FILES } from './judge-contents.ts'
import { expectText, kib, readJson, readPacked, said, type Packed } from './packed.ts'

const PACKAGE = join(ROOT, 'packages/shipworthy')
/** What it depends on, and is released with. */
const HEALTH = join(ROOT, 'packages/health')
const BIN = join(ROOT, 'node_modules/.bin')
const SYSTEM_NODE = '/usr/bin/node'
const OLDEST_MAJOR = 22

/** What must hold of the package, in order: from the build to its use by a stranger. `folder` is empty and temporary. */
export function packageGates(folder: string): Gate[] {
  const consumer = join(folder, 'consumer')
  const installed = join(consumer, 'node_modules/shipworthy')
  const packed: Packed[] = []

  const tarball = (): string => {
    const [first] = packed
    if (!first) throw new Error('there is no tarball')
    return join(folder, first.filename)
  }
  const inConsumer = (program: string, words: readonly string[], allowed = [0]): CommandResult =>
    runCommand(program, words, {
      cwd: consumer,
      allowed,
      env: { PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) },
    })
  const shipworthy = (words: readonly string[], allowed = [0]): CommandResult =>
    inConsumer('npx', ['--no-install', 'shipworthy', ...words], allowed)

  return [
    {
      name: 'build',
      run: () => {
        rmSync(join(PACKAGE, 'dist'), { recursive: true, force: true })
        runCommand('npm', ['run', 'build'], { cwd: HEALTH })
        runCommand('npm', ['run', 'build'], { cwd: PACKAGE })
      },
    },
    {
      name: 'pack',
      run: () => {
        const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
        for (const cwd of [PACKAGE, HEALTH]) packed.push(readPacked(runCommand('npm', words, { cwd }).stdout))
        const [result] = packed as [Packed]
        return `${result.files.length} files, ${kib(result.size)} packed, ${kib(result.unpackedSize)} unpacked`
      },
    },
    {
      name: 'contents of the tarball',
      run: () => {
        tarball()
        const problems = judgeContents(packed[0]!.files, SHIPWORTHY_FILES)
        if (problems.length > 0) throw new Error(problems.join('\n'))
      },
    },
    {
      name: 'publint',
      run: () => said(runCommand(join(BIN, 'publint'), ['run', tarball(), '--strict'], { cwd: folder })),
    },
    {
      name: 'are the types wrong (ESM only)',
      run: () =>
        void runCommand(join(BIN, 'attw'), [tarball(), '--profile', 'esm-only', '--no-emoji'], { cwd: folder }),
    },
    {
      name: 'install into an empty folder',
      run: () => {
        mkdirSync(consumer)
        const files = {
          'package.json': { name: 'consumer', private: true, type: 'module' },
          'tsconfig.json': CONSUMER_TSCONFIG,
        }
        for (const [name, value] of Object.entries(files)) writeFileSync(join(consumer, name), JSON.stringify(value))
        writeFileSync(join(consumer, 'consumer.ts'), CONSUMER)
        inConsumer('npm', ['install', '--no-audit', '--no-fund', tarball(), join(folder, packed[1]!.filename)])
        const { packages } = readJson<{ packages: object }>(join(consumer, 'node_modules/.package-lock.json'))
        return `${Object.keys(packages).length} packages`
      },
    },
    {
      name: 'npx shipworthy --version',
      run: () => {
        const { version } = readJson<{ version: string }>(join(installed, 'package.json'))
        expectText(shipworthy(['--version']).stdout, version)
        return version
      },
    },
    {
      name: 'npx shipworthy check',
      run: () => {
        const good = shipworthy(['check', join(ROOT, 'fixtures/ready-service')])
        expectText(good.stdout, 'EXCELLENT')
        const bad = shipworthy(['check', join(ROOT, 'fixtures/sample-shop'), '--format', 'json'], [1])
        expectText(bad.stdout, '"grade": "POOR"')
      },
    },
    {
      name: 'npx shipworthy explain',
      run: () => expectText(shipworthy(['explain', 'lifecycle/no-sigterm']).stdout, 'SIGTERM'),
    },
    {
      name: 'npx shipworthy monitor --once',
      run: () => {
        const watch = (check: object): void =>
          writeFileSync(
            join(consumer, 'shipworthy.monitor.json'),
            JSON.stringify({ services: [{ name: 'here', checks: [check] }] }),
          )
        watch({ type: 'memory', warning: 99, critical: 100 })
        expectText(shipworthy(['monitor', '--once']).stdout, 'here.memory')
        // What the health library refuses is known as such: there is one copy of its error.
        watch({ type: 'process' })
        expectText(shipworthy(['monitor', '--once'], [2]).stderr, 'SW_ERR_MONITOR_START')
      },
    },
    {
      name: "import from 'shipworthy'",
      run: () => {
        const { stdout } = inConsumer(process.execPath, ['consumer.ts', join(ROOT, 'fixtures/ready-service')])
        expectText(stdout, '"grade":"EXCELLENT","failed":0')
      },
    },
    {
      name: 'types of a consumer',
      run: () => void inConsumer(join(BIN, 'tsc'), ['-p', consumer, '--typeRoots', join(ROOT, 'node_modules/@types')]),
    },
    {
      name: 'a Node.js that is too old',
      run: () => {
        const version = oldNode()
        if (version === undefined) return { skipped: `${SYSTEM_NODE} is not older than ${OLDEST_MAJOR}` }
        const main = join(installed, 'dist/cli/main.js')
        const { stderr } = runCommand(SYSTEM_NODE, [main, '--version'], { cwd: consumer, allowed: [2] })
        expectText(stderr, 'SW_ERR_NODE_TOO_OLD')
        return version
      },
    },
  ]
}

function oldNode(): string | undefined {
  if (!existsSync(SYSTEM_NODE)) return undefined
  const version = runCommand(SYSTEM_NODE, ['--version'], { cwd: ROOT }).stdout.trim()
  return Number(/^v(\d+)/.exec(version)?.[1]) < OLDEST_MAJOR ? version : undefined
}

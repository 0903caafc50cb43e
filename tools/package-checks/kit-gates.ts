import { globSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { ROOT } from '../root.ts'
import { runCommand, type CommandResult } from '../run-command.ts'
import type { Gate } from '../run-gates.ts'
import { CONSUMER_TSCONFIG } from './consumer.ts'
import { judgeContents, kitFiles } from './judge-contents.ts'
import { KIT_CONSUMER, KIT_DRIVER_CONSUMER } from './kit-consumer.ts'
import { expectText, kib, readJson, readPacked, said, type Packed } from './packed.ts'

const PACKAGE = join(ROOT, 'packages/kit')
const BIN = join(ROOT, 'node_modules/.bin')
const PARTS = globSync('*/index.ts', { cwd: join(PACKAGE, 'src') })
  .map(dirname)
  .toSorted()
/** What must be installed for a part to be imported at all; what it needs later it says then. */
const DRIVERS: Readonly<Record<string, string>> = {
  config: 'zod',
  database: 'pg',
  embedded: 'pg',
  jobs: 'bullmq',
  mail: 'zod',
  observability: 'pino',
}

/** What must hold of `@shipworthy/kit`, in order. `folder` is empty and temporary. */
export function kitGates(folder: string): Gate[] {
  const consumer = join(folder, 'consumer')
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
  const checkTypes = (): void =>
    void inConsumer(join(BIN, 'tsc'), ['-p', consumer, '--typeRoots', join(ROOT, 'node_modules/@types')])

  return [
    {
      name: 'kit: build',
      run: () => {
        rmSync(join(PACKAGE, 'dist'), { recursive: true, force: true })
        runCommand('npm', ['run', 'build'], { cwd: PACKAGE })
      },
    },
    {
      name: 'kit: pack',
      run: () => {
        const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
        packed.push(readPacked(runCommand('npm', words, { cwd: PACKAGE }).stdout))
        const { files, size, unpackedSize } = packed[0]!
        return `${files.length} files, ${kib(size)} packed, ${kib(unpackedSize)} unpacked`
      },
    },
    {
      name: 'kit: contents of the tarball',
      run: () => {
        tarball()
        const problems = judgeContents(packed[0]!.files, kitFiles(PARTS))
        if (problems.length > 0) throw new Error(problems.join('\n'))
      },
    },
    {
      name: 'kit: publint',
      run: () => said(runCommand(join(BIN, 'publint'), ['run', tarball(), '--strict'], { cwd: folder })),
    },
    {
      name: 'kit: are the types wrong (ESM only)',
      run: () => {
        const words = [tarball(), '--profile', 'esm-only', '--no-emoji', '--entrypoints', ...PARTS]
        runCommand(join(BIN, 'attw'), words, { cwd: folder })
      },
    },
    {
      name: 'kit: install into an empty folder, without a driver',
      run: () => {
        mkdirSync(consumer)
        const files = {
          'package.json': { name: 'consumer', private: true, type: 'module' },
          'tsconfig.json': CONSUMER_TSCONFIG,
        }
        for (const [name, value] of Object.entries(files)) writeFileSync(join(consumer, name), JSON.stringify(value))
        writeFileSync(join(consumer, 'consumer.ts'), KIT_CONSUMER)
        inConsumer('npm', ['install', '--no-audit', '--no-fund', tarball()])
        const { packages } = readJson<{ packages: object }>(join(consumer, 'node_modules/.package-lock.json'))
        if (Object.keys(packages).length !== 1) throw new Error(`installed ${Object.keys(packages).join(', ')}`)
      },
    },
    {
      name: 'kit: every part can be imported, or names the driver that it needs',
      run: () => {
        for (const part of PARTS) importPart(part)
        return `${PARTS.length - Object.keys(DRIVERS).length} of ${PARTS.length} need none`
      },
    },
    { name: 'kit: types of a consumer without drivers', run: checkTypes },
    {
      name: 'kit: a service without drivers',
      run: () => {
        const { stdout } = inConsumer(process.execPath, ['consumer.ts'])
        for (const line of ['ready', 'open string 404', 'migrations 1 true function', 'SW_ERR_KIT_KEY', 'draining'])
          expectText(stdout, line)
      },
    },
    {
      name: 'kit: types of a consumer with all drivers',
      run: () => {
        const { peerDependencies } = readJson<{ peerDependencies: object }>(join(PACKAGE, 'package.json'))
        for (const driver of Object.keys(peerDependencies)) linkDriver(join(consumer, 'node_modules'), driver)
        // Declarations of drivers are not ours to judge.
        const compilerOptions = { ...CONSUMER_TSCONFIG.compilerOptions, skipLibCheck: true }
        writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ ...CONSUMER_TSCONFIG, compilerOptions }))
        writeFileSync(join(consumer, 'consumer.ts'), KIT_DRIVER_CONSUMER)
        checkTypes()
      },
    },
  ]

  function importPart(part: string): void {
    const code = `await import('@shipworthy/kit/${part}')`
    const driver = DRIVERS[part]
    const allowed = driver === undefined ? [0] : [1]
    const { stderr } = inConsumer(process.execPath, ['--input-type=module', '-e', code], allowed)
    if (driver !== undefined) expectText(stderr, `Cannot find package '${driver}'`)
  }
}

function linkDriver(modules: string, driver: string): void {
  const path = join(modules, driver)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules', driver), path)
}

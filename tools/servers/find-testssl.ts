import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinary } from './find-binary.ts'

/** What testssl.sh says of a server, by the names of its findings: `{ TLS1: 'offered (deprecated)' }`. */
export type TestsslFindings = Readonly<Record<string, string>>

/** Examines a server with testssl.sh, an independent tool for the same questions, or why that cannot be done. */
export function findTestssl():
  | { examine: (name: string, port: number, root: string) => Promise<TestsslFindings> }
  | { missing: string } {
  const binary = findBinary({ program: 'testssl', package: 'testssl.sh' })
  return 'missing' in binary ? binary : { examine: (name, port, root) => examine(binary.path, name, port, root) }
}

/** Protocols, groups of ciphers and the certificate, of a server at loopback that is asked by a name. */
async function examine(program: string, name: string, port: number, root: string): Promise<TestsslFindings> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-testssl-'))
  const file = join(folder, 'findings.json')
  const words = ['--quiet', '--color', '0', '--warnings', 'off', '--ip', '127.0.0.1', '--jsonfile', file]
  const child = spawn(program, [...words, '--add-ca', root, '-p', '-s', '-S', `${name}:${port}`], { stdio: 'ignore' })
  try {
    await once(child, 'exit')
    const found = JSON.parse(readFileSync(file, 'utf8')) as { id: string; finding: string }[]
    return Object.fromEntries(found.map(({ id, finding }) => [id, finding]))
  } finally {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

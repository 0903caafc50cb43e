import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinary } from './find-binary.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What a certificate of a test is to be like. */
export interface Wished {
  /** Names and addresses it is for: `DNS:shop.example.com`. */
  names: readonly string[]
  /** Days from now; before now when negative. */
  fromDays?: number
  toDays?: number
  /** As `openssl genpkey` and `ecparam` know it: `rsa:2048`, `ec:prime256v1`. */
  key?: string
  digest?: string
  /** Who signs: the root, unless it is to be the intermediate. */
  by?: 'root' | 'intermediate'
}

/** PEM, each. */
export interface Issued {
  certificate: string
  key: string
}

/** An authority of a test: a root, an intermediate, and whatever they sign. */
export interface TestAuthority extends Disposable {
  root: string
  intermediate: string
  issue: (wished: Wished) => Issued
}

/** An authority made with openssl, or why there is none. */
export function findAuthority(): { create: () => TestAuthority } | { missing: string } {
  const binary = findBinary({ program: 'openssl', package: 'openssl' })
  return 'missing' in binary ? binary : { create: () => createAuthority(binary.path) }
}

function createAuthority(program: string): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-authority-'))
  let count = 0
  writeFileSync(join(folder, 'openssl.cnf'), configuration(folder))
  writeFileSync(join(folder, 'index.txt'), '')
  writeFileSync(join(folder, 'index.txt.attr'), 'unique_subject = no\n')
  mkdirSync(join(folder, 'issued'))

  const run = (words: readonly string[]): void => {
    const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`)
  }
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const makeKey = (name: string, key: string): void => {
    const [algorithm = 'rsa', size = '2048'] = key.split(':')
    const option = algorithm === 'rsa' ? `rsa_keygen_bits:${size}` : `ec_paramgen_curve:${size}`
    run([
      'genpkey',
      '-quiet',
      '-algorithm',
      algorithm.toUpperCase(),
      '-pkeyopt',
      option,
      '-out',
      join(folder, `${name}.key`),
    ])
  }
  const sign = (name: string, subject: string, by: string, wished: Partial<Wished>, sections: string): void => {
    const { fromDays = -1, toDays = 365, digest = 'sha256', key = 'ec:prime256v1' } = wished
    makeKey(name, key)
    const at = (file: string): string => join(folder, file)
    writeFileSync(at(`${name}.ext`), sections)
    run([
      'req',
      '-new',
      '-key',
      at(`${name}.key`),
      '-subj',
      `/CN=${subject}`,
      '-config',
      at('openssl.cnf'),
      '-out',
      at(`${name}.csr`),
    ])
    const signer = by === name ? ['-selfsign'] : ['-cert', at(`${by}.pem`)]
    const dates = ['-startdate', asn1Time(fromDays), '-enddate', asn1Time(toDays)]
    const files = ['-keyfile', at(`${by}.key`), '-in', at(`${name}.csr`), '-extfile', at(`${name}.ext`)]
    const common = ['ca', '-batch', '-notext', '-config', at('openssl.cnf'), '-md', digest]
    run([...common, ...signer, ...files, ...dates, '-out', at(`${name}.pem`)])
  }

  const CA = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n'
  sign('root', 'Shipworthy Test Root', 'root', { toDays: 3650 }, CA)
  sign('intermediate', 'Shipworthy Test Intermediate', 'root', { toDays: 1800 }, CA)
  return {
    root: read('root.pem'),
    intermediate: read('intermediate.pem'),
    issue(wished) {
      const name = `leaf-${++count}`
      const usage = 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n'
      sign(name, 'leaf', wished.by ?? 'root', wished, `${usage}subjectAltName=${wished.names.join(',')}\n`)
      return { certificate: read(`${name}.pem`), key: read(`${name}.key`) }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** `20270131235959Z` */
function asn1Time(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`
}

function configuration(folder: string): string {
  return `[ca]
default_ca = test
[test]
database = ${folder}/index.txt
new_certs_dir = ${folder}/issued
default_md = sha256
serial = ${folder}/serial
rand_serial = yes
policy = any
copy_extensions = none
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = name
`
}

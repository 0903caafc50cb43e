import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder with files, gone when its block ends. */
export interface TemporaryFolder extends Disposable {
  path: string
  /** Absolute path of a file in it. */
  at: (name: string) => string
  write: (name: string, content: string | Uint8Array) => string
}

export function temporaryFolder(files: Record<string, string | Uint8Array> = {}): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'shipworthy-'))
  const at = (name: string): string => join(path, name)
  const write = (name: string, content: string | Uint8Array): string => {
    mkdirSync(dirname(at(name)), { recursive: true })
    writeFileSync(at(name), content)
    return at(name)
  }
  for (const [name, content] of Object.entries(files)) write(name, content)
  return { path, at, write, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** A small Express service without a critical finding. */
export const SERVICE: Readonly<Record<string, string>> = {
  'package.json': `{
  "name": "shop",
  "scripts": { "start": "node server.js" },
  "dependencies": { "express": "^5.0.0" }
}
`,
  'server.js': `import express from 'express'

const app = express()
app.get('/', (request, response) => response.send('hello'))
app.listen(3000)
`,
}

/** The same with a signing secret in the code, which is critical. */
export const LEAKY_SERVICE: Readonly<Record<string, string>> = {
  'package.json': SERVICE['package.json']!.replace('^5.0.0"', '^5.0.0", "jsonwebtoken": "^9.0.0"'),
  'server.js': `import express from 'express'
import jwt from 'jsonwebtoken'

const app = express()
app.post('/login', (request, response) => {
  response.send(jwt.sign({ id: 1 }, process.env.JWT_SECRET || 'changeme', { expiresIn: '1h' }))
})
app.listen(3000)
`,
}

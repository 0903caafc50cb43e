import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, type Extension, type Extensions } from '@electric-sql/pglite'

/** What the thread is given when it starts. */
export interface EmbeddedWorkerData {
  /** Folder of the data; in memory when left out. */
  folder?: string
  /** A data folder as a tar archive, gzipped, to begin with. */
  snapshot?: Uint8Array
  extensions: readonly string[]
}

/** Anything else that the thread is sent is a request in PostgreSQL's protocol. */
export type EmbeddedCommand = 'close' | 'snapshot'

/** What it answers to a command; anything else that it sends is an answer in PostgreSQL's protocol. */
export type EmbeddedReply = { reply: 'ready' | 'closed' } | { reply: 'snapshot'; archive: Uint8Array }

const { folder, snapshot, extensions } = workerData as EmbeddedWorkerData
const TERMINATE = 'X'.charCodeAt(0)

const database = await PGlite.create({
  dataDir: folder ?? 'memory://',
  extensions: await loadExtensions(extensions),
  ...(snapshot && { loadDataDir: new Blob([snapshot as Uint8Array<ArrayBuffer>], { type: 'application/x-gzip' }) }),
})
let last: Promise<void> = Promise.resolve()
parentPort!.on('message', (message: Uint8Array | EmbeddedCommand) => {
  last = last.then(() => (message instanceof Uint8Array ? answer(message) : obey(message)))
})
say({ reply: 'ready' })

async function answer(request: Uint8Array): Promise<void> {
  if (request[0] === TERMINATE) return
  const bytes = await run(request)
  parentPort!.postMessage(bytes, [bytes.buffer as ArrayBuffer])
}

/** What is thrown here is no error of a statement but the end of PGlite, and ends the thread. */
async function run(request: Uint8Array): Promise<Uint8Array> {
  try {
    // Its own copy: the bytes lie in PGlite's memory.
    return (await database.execProtocolRaw(request)).slice()
  } catch (error) {
    const reason = error instanceof Error ? error.message : JSON.stringify(error)
    throw new Error(`the embedded database broke down in a statement; make a new pool: ${reason}`, { cause: error })
  }
}

async function obey(command: EmbeddedCommand): Promise<void> {
  if (command === 'snapshot') {
    const archive = await database.dumpDataDir('gzip')
    return say({ reply: 'snapshot', archive: new Uint8Array(await archive.arrayBuffer()) })
  }
  await database.close()
  say({ reply: 'closed' })
  parentPort!.close()
}

function say(reply: EmbeddedReply): void {
  parentPort!.postMessage(reply)
}

async function loadExtensions(names: readonly string[]): Promise<Extensions> {
  const entries = names.map(async (name) => {
    const module = (await import(`@electric-sql/pglite/contrib/${name}`)) as Record<string, Extension>
    return [name, module[name]!] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

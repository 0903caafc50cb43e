/** A row of the layer table in ARCHITECTURE.md. */
export interface Layer {
  name: string
  /** Folders (ending with `/`) and files below the source folder of the package. */
  paths: string[]
  mayImport: string[]
  /** Packages it may use. */
  packages: string[]
  /** May use Node.js itself; without it the layer is pure. */
  node: boolean
}

const MARK = '<!-- layers -->'

/** Reads a layer table: the Markdown table that follows its mark. */
export function readLayers(markdown: string, mark = MARK): Layer[] {
  const from = markdown.indexOf(mark)
  if (from === -1) throw new Error(`no ${mark} mark`)
  const [head, , ...rows] = tableLines(markdown.slice(from + mark.length))
  const columns = cellsOf(head ?? '')
  return rows.map((row) => {
    const cells = new Map(cellsOf(row).map((cell, index) => [columns[index], cell]))
    return toLayer((column) => {
      const cell = cells.get(column)
      if (cell === undefined) throw new Error(`the layer table has no column "${column}" in: ${row}`)
      return cell
    })
  })
}

function tableLines(text: string): string[] {
  const lines = text.trimStart().split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return end === -1 ? lines : lines.slice(0, end)
}

function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

function toLayer(cell: (column: string) => string): Layer {
  return {
    name: namesIn(cell('layer'))[0] ?? '',
    paths: namesIn(cell('path')),
    mayImport: namesIn(cell('may import')),
    packages: namesIn(cell('packages')),
    node: readYesNo(cell('Node.js')),
  }
}

/** `` `facts`, `model` `` → `['facts', 'model']`; anything outside backticks is for the reader. */
function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
}

function readYesNo(cell: string): boolean {
  if (cell !== 'yes' && cell !== 'no') throw new Error(`expected yes or no, found "${cell}"`)
  return cell === 'yes'
}

/** The layer a file belongs to: the one with the longest path that holds it. A test belongs where its subject does. */
export function layerOf(layers: readonly Layer[], path: string): Layer | undefined {
  return find(layers, path) ?? find(layers, path.replace(/\.test\.ts$/, '.ts'))
}

function find(layers: readonly Layer[], path: string): Layer | undefined {
  let best: { layer: Layer; length: number } | undefined
  for (const layer of layers) {
    for (const prefix of layer.paths) {
      const holds = prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix
      if (holds && prefix.length > (best?.length ?? -1)) best = { layer, length: prefix.length }
    }
  }
  return best?.layer
}

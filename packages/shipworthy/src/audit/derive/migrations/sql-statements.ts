/** A statement of a file of SQL. */
export interface SqlStatement {
  /** Without comments, in one line. */
  text: string
  /** Line on which it begins. */
  line: number
}

/** In this order at each place: what may hold a semicolon that ends nothing. */
const PIECE = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|;|[^-/'"$;]+|[-/'"$]/gy

/** The statements of a text, as PostgreSQL would take it apart. */
export function sqlStatements(text: string): SqlStatement[] {
  const statements: SqlStatement[] = []
  let [current, line, from] = ['', 1, 1]
  const finish = (): void => {
    const trimmed = current.replace(/\s+/g, ' ').trim()
    if (trimmed !== '') statements.push({ text: trimmed, line: from })
    current = ''
  }
  for (const [piece] of text.matchAll(PIECE)) {
    const isComment = piece.startsWith('--') || piece.startsWith('/*')
    if (piece === ';') finish()
    else if (isComment) current += ' '
    else {
      if (current.trim() === '' && piece.trim() !== '') from = line + newlines(/^\s*/.exec(piece)![0])
      current += piece
    }
    line += newlines(piece)
  }
  finish()
  return statements
}

function newlines(text: string): number {
  return text.split('\n').length - 1
}

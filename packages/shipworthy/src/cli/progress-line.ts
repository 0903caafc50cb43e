const STEPS: Record<string, string> = {
  files: 'listing files',
  settings: 'reading settings',
  sources: 'reading sources',
  rules: 'judging',
}

export interface ProgressLine {
  show: (step: string) => void
  clear: () => void
}

/** One line on stderr that says what is being done; only on a terminal that can rewrite it. */
export function createProgressLine(stream: NodeJS.WriteStream, isWanted: boolean): ProgressLine {
  const isShown = isWanted && stream.isTTY && process.env['TERM'] !== 'dumb'
  const rewrite = (text: string): void => {
    if (isShown) stream.write(`\r\u001b[2K${text}`)
  }
  return { show: (step) => rewrite(`shipworthy: ${STEPS[step] ?? step} …`), clear: () => rewrite('') }
}

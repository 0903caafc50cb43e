/** So many lines about the monitor itself stay below the table. */
const MAX_NOTES = 5
const REDRAW_MS = 1_000

/** A table that draws itself anew. */
export interface LiveTable {
  /** Says something below the table; beside it, it would be drawn over. */
  note: (text: string) => void
  end: () => void
}

/** Draws to stdout, which is a terminal, once a second and when its size changes. */
export function drawLiveTable(render: (notes: readonly string[]) => string): LiveTable {
  const { stdout } = process
  let notes: string[] = []
  const draw = (): void => {
    // From the top; what was longer before is cleared line by line, which does not flicker.
    stdout.write(`\u001b[H${render(notes).replaceAll('\n', '\u001b[K\n')}\u001b[J`)
  }
  const redraw = (): void => {
    stdout.write('\u001b[2J')
    draw()
  }
  redraw()
  const timer = setInterval(draw, REDRAW_MS)
  stdout.on('resize', redraw)
  return {
    note(text) {
      notes = [...notes, ...text.split('\n')].slice(-MAX_NOTES)
      draw()
    },
    end() {
      clearInterval(timer)
      stdout.off('resize', redraw)
      draw()
    },
  }
}

import { decode, type ProjectReader } from './project-reader.ts'

/** A project made of strings: what rule examples and tests are audited from. */
export function memoryReader(files: Record<string, string>, name = 'example'): ProjectReader {
  const encoder = new TextEncoder()
  const outer = Object.keys(files).filter((path) => path.startsWith('../'))
  const inner = Object.keys(files).filter((path) => !path.startsWith('../'))
  return {
    name,
    git: true,
    files: inner.map((path) => ({ path, tracked: true })),
    outerFiles: outer.map((path) => ({ path, tracked: true })),
    read: (path) => {
      const text = files[path]
      return text === undefined ? { problem: 'no such file' } : decode(encoder.encode(text))
    },
  }
}

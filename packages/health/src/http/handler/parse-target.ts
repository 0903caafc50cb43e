/** A request target taken apart. */
export interface Target {
  /** Without trailing slashes; `''` for the root. */
  path: string
  query: ReadonlyMap<string, readonly string[]>
}

/** Reads a request target; broken escapes stay as they are rather than fail. */
export function parseTarget(url: string): Target {
  const mark = url.indexOf('?')
  const rawPath = mark === -1 ? url : url.slice(0, mark)
  const query = new Map<string, string[]>()
  if (mark !== -1)
    for (const pair of url.slice(mark + 1).split('&')) {
      if (pair === '') continue
      const [name = '', ...rest] = pair.split('=')
      const key = decode(name)
      query.set(key, [...(query.get(key) ?? []), decode(rest.join('='))])
    }
  let end = rawPath.length
  while (end > 0 && rawPath[end - 1] === '/') end--
  return { path: decode(rawPath.slice(0, end)), query }
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** An address without credentials: `cache.internal:6379/0`. */
export function redisTarget(url: string): string {
  const { hostname, port, pathname } = new URL(url)
  return `${hostname}:${port || '6379'}${pathname === '/' || pathname === '' ? '/0' : pathname}`
}

/** Throws unless the answer is as expected. */
type Ask = (path: string, expected: number, init?: RequestInit) => Promise<string>

export function askAt(port: number): Ask {
  return async (path, expected, init = {}) => {
    const method = init.method ?? 'GET'
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
    const body = await response.text()
    if (response.status !== expected)
      throw new Error(`${method} ${path} answered ${response.status} instead of ${expected}: ${body}`)
    return body
  }
}

/** Asks a service that is ready at every path of health. */
export async function askHealth(port: number, token: string): Promise<void> {
  const ask = askAt(port)
  await ask('/', 200)
  for (const path of ['/health/', '/health/ready', '/health/live', '/health/startup', '/livez', '/readyz'])
    expectIn(path, await ask(path, 200), '"status":')
  expectIn('/health/detailed', await ask('/health/detailed', 200), '"checks":{')
  expectIn('/health/metrics', await ask('/health/metrics', 200), 'shipworthy_check_status{')
  expectIn('/health/version', await ask('/health/version', 200), `"node":"${process.version}"`)
  expectIn('/health/system', await ask('/health/system', 200), '"overallStatus":')
  expectIn('/health/system/export', await ask('/health/system/export', 200), '"results":')
  expectIn('/health/system/export', await ask('/health/system/export?format=csv', 200), 'check')
  const stranger = { headers: { 'x-forwarded-for': '203.0.113.9' } }
  for (const path of ['/health/detailed', '/health/system', '/health/system/export']) await ask(path, 401, stranger)
  const operator = { method: 'POST', headers: { authorization: `Bearer ${token}` } }
  for (const [path, monitoring] of [
    ['/health/system/stop', false],
    ['/health/system/start', true],
  ] as const) {
    await ask(path, 401, { method: 'POST' })
    expectIn(path, await ask(path, 200, operator), `{"monitoring":${monitoring}}`)
  }
}

function expectIn(path: string, body: string, part: string): void {
  if (!body.includes(part)) throw new Error(`${path} does not say ${part}: ${body}`)
}

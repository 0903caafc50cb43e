import type { Client } from 'pg'

interface DriverInside {
  stream?: { encrypted?: boolean; remoteAddress?: string; destroy: () => void }
  processID?: number
}

/** What the driver does not tell: whether its socket is encrypted, and whose process was announced. */
export function driverInside(client: Client): DriverInside {
  const { connection, processID } = client as unknown as DriverInside & { connection?: Pick<DriverInside, 'stream'> }
  return { ...(connection?.stream && { stream: connection.stream }), ...(processID && { processID }) }
}

/** Without waiting for the other side. */
export function cutConnection(client: Client): void {
  driverInside(client).stream?.destroy()
}
